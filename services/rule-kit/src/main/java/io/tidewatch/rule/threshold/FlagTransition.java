package io.tidewatch.rule.threshold;

import java.time.Duration;
import java.time.Instant;

/**
 * The one function that decides the state of a flag; shared by the service, the scenarios and back-tests. Pure: equal
 * arguments give equal results.
 */
public final class FlagTransition {
    /** How long a flag stands on its last known status while results are UNKNOWN. */
    public static final Duration STALE_AFTER = Duration.ofHours(48);

    private FlagTransition() {}

    /** {@link #apply(FlagState, ThresholdResult, Instant, Duration)} with {@link #STALE_AFTER}. */
    public static FlagChange apply(FlagState before, ThresholdResult result, Instant now) {
        return apply(before, result, now, STALE_AFTER);
    }

    /**
     * The flag after a result. RAISE makes it RAISED and CLEAR makes it CLEAR at once. UNKNOWN leaves it as it is and
     * starts a timer; when that has run for {@code staleAfter} the flag becomes UNKNOWN. A flag that comes back as RAISED
     * after it was RAISED and then UNKNOWN is the same raising: a feed that was dead for a week opens no second run.
     *
     * @param before the flag so far, or null when there was none
     * @param now business time of the judgement
     */
    public static FlagChange apply(FlagState before, ThresholdResult result, Instant now, Duration staleAfter) {
        return switch (result.outcome()) {
            case RAISE -> known(before, result, FlagStatus.RAISED, now);
            case CLEAR -> known(before, result, FlagStatus.CLEAR, now);
            case UNKNOWN -> unknown(before, result, now, staleAfter);
        };
    }

    private static FlagChange known(FlagState before, ThresholdResult result, FlagStatus status, Instant now) {
        boolean same = before != null && before.status() == status && before.level() == result.level();
        if (same && before.unknownSince() == null) {
            return new FlagChange(before, FlagChange.Kind.NONE);
        }
        if (same) {
            return new FlagChange(withTimer(before, null), FlagChange.Kind.TIMER);
        }
        int raising = before == null ? 0 : before.raising();
        if (status == FlagStatus.RAISED && (before == null || before.lastKnown() != FlagStatus.RAISED)) {
            raising++;
        }
        Instant since = before != null && before.status() == status ? before.since() : now;
        return transition(before, result, status, status, raising, since);
    }

    private static FlagChange unknown(FlagState before, ThresholdResult result, Instant now, Duration staleAfter) {
        if (before == null) {
            return transition(null, result, FlagStatus.UNKNOWN, null, 0, now);
        }
        if (before.status() == FlagStatus.UNKNOWN) {
            return new FlagChange(before, FlagChange.Kind.NONE);
        }
        if (before.unknownSince() == null) {
            return new FlagChange(withTimer(before, now), FlagChange.Kind.TIMER);
        }
        if (now.isBefore(before.unknownSince().plus(staleAfter))) {
            return new FlagChange(before, FlagChange.Kind.NONE);
        }
        return transition(before, result, FlagStatus.UNKNOWN, before.lastKnown(), before.raising(), now);
    }

    private static FlagChange transition(
            FlagState before,
            ThresholdResult result,
            FlagStatus status,
            FlagStatus lastKnown,
            int raising,
            Instant since) {
        FlagState after = new FlagState(
                result.accountId(),
                result.thresholdId(),
                status,
                lastKnown,
                status == FlagStatus.RAISED ? result.level() : null,
                result.question(),
                raising,
                before == null ? 1 : before.version() + 1,
                since,
                null,
                result.evidence());
        return new FlagChange(after, FlagChange.Kind.TRANSITION);
    }

    private static FlagState withTimer(FlagState flag, Instant unknownSince) {
        return new FlagState(
                flag.accountId(),
                flag.thresholdId(),
                flag.status(),
                flag.lastKnown(),
                flag.level(),
                flag.question(),
                flag.raising(),
                flag.version() + 1,
                flag.since(),
                unknownSince,
                flag.evidence());
    }
}
