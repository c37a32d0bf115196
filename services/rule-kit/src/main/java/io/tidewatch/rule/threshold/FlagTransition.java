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
     * The flag after a result.
     * <ul>
     * <li>RAISE makes it RAISED, once the threshold has been crossed for its minimum duration. Until then it stays as STAYS
     *     leaves it. A flag whose episode continues is RAISED at once.
     * <li>CLEAR makes it CLEAR at once, with the level of the result.
     * <li>STAYS keeps the last known status: RAISED with the level it had, else CLEAR without a level.
     * <li>UNKNOWN leaves it as it is and starts a timer; after {@link #STALE_AFTER} the flag becomes UNKNOWN. A minimum
     *     duration that has begun goes on meanwhile, and ends when the flag becomes UNKNOWN.
     * <li>NOT_A_CUSTOMER makes it CLEAR at once and ends the episode for good: a customer who returns begins a new one,
     *     however soon, because their runs were cancelled. The flag is frozen until there is another result; if that is
     *     UNKNOWN, the flag becomes UNKNOWN at once, because nothing was judged meanwhile.
     * </ul>
     *
     * <p>A flag that is RAISED again continues its episode, with the same raising number, when it was cleared less than the
     * threshold's hold ago, or was UNKNOWN in between without ever being cleared. Otherwise a new episode begins.
     *
     * <p>What people declared about the flag stays as it is.
     *
     * @param before the flag so far, or null when there was none
     * @param result not OFF, for which no flag is judged, see {@link #switchOff}
     * @param now business time of the judgement
     */
    public static FlagChange apply(FlagState before, ThresholdResult result, Instant now) {
        FlagChange change =
                result.outcome() == Outcome.UNKNOWN ? unknown(before, result, now) : known(before, result, now);
        FlagState after = change.state();
        return before == null || before.care().equals(after.care())
                ? change
                : new FlagChange(after.withCare(before.care(), after.version()), change.kind());
    }

    /**
     * The flag of a threshold that the rules no longer have: UNKNOWN, and it answers no question, so that nobody takes it
     * for a risk that could not be judged. If the threshold returns and raises, the episode continues. What people declared about
     * it ends.
     *
     * @param evidence why, for people
     */
    public static FlagState retire(FlagState before, Evidence evidence, Instant now) {
        FlagCare care = FlagCare.NONE.waiting(before.care().waiting());
        return retired(before, before.lastKnown(), before.lastLevel(), before.clearedAt(), evidence, care, now);
    }

    /**
     * The flag of a threshold that is off for this account: as when it is {@link #retire retired}, but its episode ends for good, because
     * its runs are cancelled. Switched on again, the threshold begins a new episode, however soon.
     *
     * @param evidence why, for people
     */
    public static FlagState switchOff(FlagState before, Evidence evidence, Instant now) {
        return retired(before, null, null, null, evidence, FlagCare.NONE, now);
    }

    private static FlagState retired(
            FlagState before,
            FlagStatus lastKnown,
            Level lastLevel,
            Instant clearedAt,
            Evidence evidence,
            FlagCare care,
            Instant now) {
        return new FlagState(
                before.accountId(),
                before.thresholdId(),
                FlagStatus.UNKNOWN,
                lastKnown,
                null,
                lastLevel,
                Question.NONE,
                before.raising(),
                before.version() + 1,
                before.status() == FlagStatus.UNKNOWN ? before.since() : now,
                clearedAt,
                null,
                null,
                null,
                evidence,
                null,
                care);
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
                null,
                before.question(),
                before.raising(),
                before.version() + 1,
                now,
                null,
                null,
                null,
                null,
                evidence);
    }

    private static FlagChange known(FlagState before, ThresholdResult result, Instant now) {
        boolean wasRaised = before != null && before.lastKnown() == FlagStatus.RAISED;
        boolean continues = wasRaised || withinHold(before, result.hold(), now);
        boolean crossed = result.outcome() == Outcome.RAISE;
        Instant crossedSince = before == null || before.pendingSince() == null ? now : before.pendingSince();
        Instant crossedLongEnough = crossedSince.plus(result.minimumDuration());
        boolean pending = crossed && !continues && now.isBefore(crossedLongEnough);
        boolean keeps = pending || result.outcome() == Outcome.STAYS;
        boolean raised = keeps ? wasRaised : crossed;

        Level level = keeps ? (wasRaised ? before.lastLevel() : null) : result.level();
        Instant clearedAt = wasRaised ? now : before == null ? null : before.clearedAt();
        if (raised || result.outcome() == Outcome.NOT_A_CUSTOMER) {
            clearedAt = null;
        }
        FlagStatus status = raised ? FlagStatus.RAISED : FlagStatus.CLEAR;
        boolean same = before != null && before.status() == status;
        FlagState after = new FlagState(
                result.accountId(),
                result.thresholdId(),
                status,
                status,
                level,
                level,
                result.question(),
                (before == null ? 0 : before.raising()) + (raised && !continues ? 1 : 0),
                before == null ? 1 : before.version() + 1,
                same ? before.since() : now,
                clearedAt,
                null,
                pending ? crossedSince : null,
                pending ? crossedLongEnough : null,
                pending ? notForLong(result) : result.evidence());
        return change(before, after.frozen(frozenSince(before, result, now)));
    }

    private static Instant frozenSince(FlagState before, ThresholdResult result, Instant now) {
        if (result.outcome() != Outcome.NOT_A_CUSTOMER) {
            return null;
        }
        return before == null || before.frozenSince() == null ? now : before.frozenSince();
    }

    /**
     * Why a flag has its state, by a result of the present.
     *
     * @param flag in any state; while it is UNKNOWN, what is not known now may differ from what was not known then
     * @return null when the result does not leave the flag as it is, or says nothing: the flag keeps its last evidence then
     */
    public static Evidence presentEvidence(FlagState flag, ThresholdResult result) {
        if (flag.status() == FlagStatus.UNKNOWN) {
            return result.outcome() == Outcome.UNKNOWN ? result.evidence() : null;
        }
        boolean raised = flag.status() == FlagStatus.RAISED;
        return switch (result.outcome()) {
            case RAISE -> raised ? result.evidence() : flag.pendingSince() == null ? null : notForLong(result);
            case CLEAR, NOT_A_CUSTOMER -> raised ? null : result.evidence();
            case STAYS -> result.evidence();
            case UNKNOWN, OFF -> null;
        };
    }

    private static Evidence notForLong(ThresholdResult result) {
        Duration wanted = result.minimumDuration();
        boolean days = wanted.toHours() % 24 == 0;
        String span = days ? wanted.toDays() + "-day" : wanted.toHours() + "-hour";
        return result.evidence()
                .because("Crossed, but not yet for the " + span + " minimum duration. "
                        + result.evidence().sentence());
    }

    private static boolean withinHold(FlagState before, Duration hold, Instant now) {
        return before != null
                && before.clearedAt() != null
                && now.isBefore(before.clearedAt().plus(hold));
    }

    private static FlagChange unknown(FlagState before, ThresholdResult result, Instant now) {
        if (before != null && before.status() != FlagStatus.UNKNOWN && before.frozenSince() == null) {
            Instant unknownSince = before.unknownSince() == null ? now : before.unknownSince();
            Instant staleAt = unknownSince.plus(STALE_AFTER);
            if (now.isBefore(staleAt)) {
                return change(before, waiting(before, unknownSince, staleAt));
            }
        }
        boolean same = before != null && before.status() == FlagStatus.UNKNOWN;
        FlagState after = new FlagState(
                result.accountId(),
                result.thresholdId(),
                FlagStatus.UNKNOWN,
                before == null ? null : before.lastKnown(),
                result.level(),
                before == null ? null : before.lastLevel(),
                result.question(),
                before == null ? 0 : before.raising(),
                before == null ? 1 : before.version() + 1,
                same ? before.since() : now,
                before == null ? null : before.clearedAt(),
                null,
                null,
                null,
                result.evidence());
        return change(before, after);
    }

    private static FlagState waiting(FlagState flag, Instant unknownSince, Instant staleAt) {
        return new FlagState(
                flag.accountId(),
                flag.thresholdId(),
                flag.status(),
                flag.lastKnown(),
                flag.level(),
                flag.lastLevel(),
                flag.question(),
                flag.raising(),
                flag.version() + 1,
                flag.since(),
                flag.clearedAt(),
                unknownSince,
                flag.pendingSince(),
                staleAt,
                flag.evidence());
    }

    /** A transition when status, level or question differ, or a flag is frozen or thaws; when only times differ, the evidence stays that of the last one. */
    private static FlagChange change(FlagState before, FlagState after) {
        boolean transition = before == null
                || before.status() != after.status()
                || before.level() != after.level()
                || before.question() != after.question()
                || !Objects.equals(before.frozenSince(), after.frozenSince());
        if (transition) {
            return new FlagChange(after, FlagChange.Kind.TRANSITION);
        }
        boolean stored = Objects.equals(before.clearedAt(), after.clearedAt())
                && Objects.equals(before.unknownSince(), after.unknownSince())
                && Objects.equals(before.pendingSince(), after.pendingSince())
                && Objects.equals(before.dueAt(), after.dueAt());
        return stored
                ? new FlagChange(before, FlagChange.Kind.NONE)
                : new FlagChange(after.withEvidence(before.evidence()), FlagChange.Kind.TIMER);
    }
}
