package io.tidewatch.rule.judging;

import io.tidewatch.rule.compile.AccountResults;
import java.time.Instant;
import java.util.BitSet;

/**
 * What the flags of an account follow from since they were judged last. As long as it holds, judging them again changes none.
 *
 * @param signature that of the results, see {@link AccountResults#signature}
 * @param until when the first of the flags changes by time alone; null when none does
 */
public record Settled(String signature, Instant until) {

    /** The places of the thresholds that have to be judged again; empty when the flags need no further look. */
    static BitSet unsettled(Settled settled, AccountResults results, Instant now) {
        boolean holds = settled != null && (settled.until == null || now.isBefore(settled.until));
        return results.changedSince(holds ? settled.signature : "");
    }
}
