package io.tidewatch.rule.threshold;

import io.tidewatch.metric.Question;
import java.time.Instant;

/**
 * A flag: what is held of one threshold for one account.
 *
 * @param accountId the account
 * @param thresholdId the threshold
 * @param status RAISED, CLEAR or UNKNOWN
 * @param lastKnown the last status that was not UNKNOWN, or null when there never was one
 * @param level level while RAISED, else null
 * @param question what the threshold is about
 * @param raising how often the flag was raised so far; a playbook runs once per raising
 * @param version raised by one at every change that has to be stored
 * @param since when the present status began
 * @param unknownSince when results began to be UNKNOWN while the status still stands; null when they are not
 * @param evidence of the last transition
 */
public record FlagState(
        String accountId,
        String thresholdId,
        FlagStatus status,
        FlagStatus lastKnown,
        Level level,
        Question question,
        int raising,
        long version,
        Instant since,
        Instant unknownSince,
        Evidence evidence) {

    /** The same flag one version later: how it stands is as before, what is said of it is not. */
    public FlagState withNewVersion() {
        return new FlagState(
                accountId,
                thresholdId,
                status,
                lastKnown,
                level,
                question,
                raising,
                version + 1,
                since,
                unknownSince,
                evidence);
    }
}
