package io.tidewatch.engine.flag;

import io.tidewatch.rule.threshold.FlagState;
import io.tidewatch.rule.threshold.FlagStatus;
import java.time.Instant;

/**
 * A flag as it is stored.
 *
 * @param state what the rule kit judges on; its evidence is left out
 * @param metric the metric its threshold is about, or null
 * @param evidence of the newest judgement that knew all it needed, as JSON of the contract's Evidence
 */
public record HeldFlag(FlagState state, String metric, String evidence) {

    /**
     * The same flag from the moment on from which nobody can say any more how it stands.
     *
     * @param lastKnown with what a later judgement is compared; null to have it begin anew
     * @param now business time
     * @param why evidence, as JSON of the contract's Evidence
     */
    public HeldFlag undecidable(FlagStatus lastKnown, Instant now, String why) {
        FlagState unknown = new FlagState(
                state.accountId(),
                state.thresholdId(),
                FlagStatus.UNKNOWN,
                lastKnown,
                null,
                state.question(),
                state.raising(),
                state.version() + 1,
                now,
                null,
                null);
        return new HeldFlag(unknown, metric, why);
    }
}
