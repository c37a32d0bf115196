package io.tidewatch.rule.threshold;

import io.tidewatch.metric.Question;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * The one function that decides the state of a flag; shared by the service, the scenarios and back-tests. Pure: equal
 * arguments give equal results.
 */
public final class FlagTransition {
    /** How long a flag keeps its last known status while results are UNKNOWN. */
    public static final Duration STALE_AFTER = Duration.ofHours(48);

    private FlagTransition() {}

    /**
     * The flag after a result. RAISE makes it RAISED and CLEAR makes it CLEAR at once. UNKNOWN leaves it as it is and
     * starts a timer; after {@link #STALE_AFTER} the flag becomes UNKNOWN. NOT_A_CUSTOMER makes it CLEAR at once and ends
     * the episode for good: a customer who returns begins a new one, however soon, because their runs were cancelled.
     *
     * <p>A flag that is RAISED again continues its episode, with the same raising number, when it was cleared less than the
     * threshold's hold ago, or was UNKNOWN in between without ever being cleared. Otherwise a new episode begins.
     *
     * @param before the flag so far, or null when there was none
     * @param now business time of the judgement
     */
    public static FlagChange apply(FlagState before, ThresholdResult result, Instant now) {
        return switch (result.outcome()) {
            case RAISE -> known(before, result, FlagStatus.RAISED, now);
            case CLEAR -> known(before, result, FlagStatus.CLEAR, now);
            case UNKNOWN -> unknown(before, result, now);
            case NOT_A_CUSTOMER -> known(before, result, FlagStatus.CLEAR, now);
        };
    }

    /**
     * The flag of a threshold that the rules no longer have: UNKNOWN, and it answers no question, so that nobody takes it
     * for a risk that could not be judged. If the threshold returns and raises, the episode continues.
     *
     * @param evidence why, for people
     */
    public static FlagState retire(FlagState before, Evidence evidence, Instant now) {
        return new FlagState(
                before.accountId(),
                before.thresholdId(),
                FlagStatus.UNKNOWN,
                before.lastKnown(),
                null,
                Question.NONE,
                before.raising(),
                before.version() + 1,
                before.status() == FlagStatus.UNKNOWN ? before.since() : now,
                before.clearedAt(),
                null,
                evidence);
    }

    /**
     * The flag of an account that no longer exists: UNKNOWN. If the account returns and the flag is raised, a new episode
     * begins.
     *
     * @param evidence why, for people
     */
    public static FlagState forget(FlagState before, Evidence evidence, Instant now) {
        return new FlagState(
                before.accountId(),
                before.thresholdId(),
                FlagStatus.UNKNOWN,
                null,
                null,
                before.question(),
                before.raising(),
                before.version() + 1,
                now,
                null,
                null,
                evidence);
    }

    private static FlagChange known(FlagState before, ThresholdResult result, FlagStatus status, Instant now) {
        boolean wasRaised = before != null && before.lastKnown() == FlagStatus.RAISED;
        boolean raises = status == FlagStatus.RAISED;
        Instant clearedAt = wasRaised ? now : before == null ? null : before.clearedAt();
        if (raises || result.outcome() == Outcome.NOT_A_CUSTOMER) {
            clearedAt = null;
        }
        boolean same = before != null
                && before.status() == status
                && before.level() == result.level()
                && before.question() == result.question();
        if (same) {
            boolean stored = before.unknownSince() == null && Objects.equals(before.clearedAt(), clearedAt);
            return stored
                    ? new FlagChange(before, FlagChange.Kind.NONE)
                    : new FlagChange(with(before, clearedAt, null), FlagChange.Kind.TIMER);
        }
        int raising = before == null ? 0 : before.raising();
        if (raises && !wasRaised && !withinHold(before, result.hold(), now)) {
            raising++;
        }
        Instant since = before != null && before.status() == status ? before.since() : now;
        return transition(before, result, status, status, raising, since, clearedAt);
    }

    private static boolean withinHold(FlagState before, Duration hold, Instant now) {
        return before != null
                && before.clearedAt() != null
                && now.isBefore(before.clearedAt().plus(hold));
    }

    private static FlagChange unknown(FlagState before, ThresholdResult result, Instant now) {
        if (before == null) {
            return transition(null, result, FlagStatus.UNKNOWN, null, 0, now, null);
        }
        if (before.status() == FlagStatus.UNKNOWN
                && before.level() == result.level()
                && before.question() == result.question()) {
            return new FlagChange(before, FlagChange.Kind.NONE);
        }
        if (before.status() == FlagStatus.UNKNOWN) {
            return transition(
                    before,
                    result,
                    FlagStatus.UNKNOWN,
                    before.lastKnown(),
                    before.raising(),
                    before.since(),
                    before.clearedAt());
        }
        if (before.unknownSince() == null) {
            return new FlagChange(with(before, before.clearedAt(), now), FlagChange.Kind.TIMER);
        }
        if (now.isBefore(before.unknownSince().plus(STALE_AFTER))) {
            return new FlagChange(before, FlagChange.Kind.NONE);
        }
        return transition(
                before, result, FlagStatus.UNKNOWN, before.lastKnown(), before.raising(), now, before.clearedAt());
    }

    private static FlagChange transition(
            FlagState before,
            ThresholdResult result,
            FlagStatus status,
            FlagStatus lastKnown,
            int raising,
            Instant since,
            Instant clearedAt) {
        FlagState after = new FlagState(
                result.accountId(),
                result.thresholdId(),
                status,
                lastKnown,
                result.level(),
                result.question(),
                raising,
                before == null ? 1 : before.version() + 1,
                since,
                clearedAt,
                null,
                result.evidence());
        return new FlagChange(after, FlagChange.Kind.TRANSITION);
    }

    private static FlagState with(FlagState flag, Instant clearedAt, Instant unknownSince) {
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
                clearedAt,
                unknownSince,
                flag.evidence());
    }
}
