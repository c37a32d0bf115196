package io.tidewatch.rule.threshold;

import io.tidewatch.metric.Question;
import java.time.Instant;

/**
 * A flag: the state of one threshold for one account.
 *
 * @param accountId the account
 * @param thresholdId the threshold
 * @param status RAISED, CLEAR or UNKNOWN
 * @param lastKnown the last status that was not UNKNOWN, or null when there never was one
 * @param level while RAISED its level; while CLEAR {@link Level#HEALTHY} or null; while UNKNOWN the highest one that its
 *     threshold can raise, or null when the account or the threshold is gone
 * @param lastLevel the level that the flag had in {@code lastKnown}, or null when it had none
 * @param question what the threshold is about
 * @param raising number of the present or the last episode, from 1; 0 when the flag was never raised. A playbook opens at
 *     most one run per episode
 * @param version raised by one at every change that has to be stored
 * @param since when the present status began
 * @param clearedAt when the last episode was cleared; null while it goes on, when there never was one, and when it ended
 *     for good
 * @param unknownSince when results began to be UNKNOWN while the status still stands; null when they are not
 * @param pendingSince since when a flag that is CLEAR has been crossed, while the minimum duration of its threshold has not
 *     passed yet; else null
 * @param dueAt when the flag changes next by time alone, if results stay as they are: the end of the minimum duration, or
 *     the time at which it becomes UNKNOWN; null when it does not
 * @param evidence of the last transition
 * @param frozenSince since when it has not been judged because the account is not a customer; it is CLEAR meanwhile. Null while it
 *     is judged
 * @param care what people declared about it; {@link FlagCare#NONE} when nobody did
 */
public record FlagState(
        String accountId,
        String thresholdId,
        FlagStatus status,
        FlagStatus lastKnown,
        Level level,
        Level lastLevel,
        Question question,
        int raising,
        long version,
        Instant since,
        Instant clearedAt,
        Instant unknownSince,
        Instant pendingSince,
        Instant dueAt,
        Evidence evidence,
        Instant frozenSince,
        FlagCare care) {

    /** A flag that is judged, and about which nobody declared anything. */
    public FlagState(
            String accountId,
            String thresholdId,
            FlagStatus status,
            FlagStatus lastKnown,
            Level level,
            Level lastLevel,
            Question question,
            int raising,
            long version,
            Instant since,
            Instant clearedAt,
            Instant unknownSince,
            Instant pendingSince,
            Instant dueAt,
            Evidence evidence) {
        this(
                accountId,
                thresholdId,
                status,
                lastKnown,
                level,
                lastLevel,
                question,
                raising,
                version,
                since,
                clearedAt,
                unknownSince,
                pendingSince,
                dueAt,
                evidence,
                null,
                FlagCare.NONE);
    }

    /** The same flag with other declarations, at that version. */
    public FlagState withCare(FlagCare other, long number) {
        return copy(dueAt, other, number);
    }

    /** The same flag one version later, to be looked at again at another time. */
    public FlagState dueAt(Instant time) {
        return copy(time, care, version + 1);
    }

    /** The same flag with other evidence. */
    FlagState withEvidence(Evidence other) {
        return copy(dueAt, care, version, other, frozenSince);
    }

    /** The same flag, frozen since then or, with null, not frozen. */
    FlagState frozen(Instant since) {
        return copy(dueAt, care, version, evidence, since);
    }

    private FlagState copy(Instant due, FlagCare declared, long number) {
        return copy(due, declared, number, evidence, frozenSince);
    }

    private FlagState copy(Instant due, FlagCare declared, long number, Evidence why, Instant frozen) {
        return new FlagState(
                accountId,
                thresholdId,
                status,
                lastKnown,
                level,
                lastLevel,
                question,
                raising,
                number,
                since,
                clearedAt,
                unknownSince,
                pendingSince,
                due,
                why,
                frozen,
                declared);
    }
}
