package io.tidewatch.rule.threshold;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.metric.Question;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The table of the one function that decides flags: each result in each state, at the instant before a bound and at the
 * bound. The threshold has a minimum duration of 36 hours and a hold of 7 days, and a flag is stale after 48 hours.
 */
class FlagTransitionTableTest {
    private static final Instant BEGIN = Instant.parse("2026-03-01T08:00:00Z");
    private static final Duration HOLD = Duration.ofDays(7);
    private Duration minimumDuration = Duration.ofHours(36);

    /**
     * The columns: the flag before; the result; when it comes, in hours since the time in the name of the flag before (a
     * minus sign behind it: a nanosecond earlier); the flag afterwards with its level and the number of its episode; what
     * has to be done about it; and when it changes by time alone, in hours.
     */
    @ParameterizedTest(name = "{0} + {1} at {2}")
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            # no flag yet
            none            | RAISE          | 0    | CLEAR   | -       | 0 | TRANSITION | 36
            none            | CLEAR          | 0    | CLEAR   | -       | 0 | TRANSITION | -
            none            | HEALTHY        | 0    | CLEAR   | HEALTHY | 0 | TRANSITION | -
            none            | STAYS          | 0    | CLEAR   | -       | 0 | TRANSITION | -
            none            | UNKNOWN        | 0    | UNKNOWN | AT_RISK | 0 | TRANSITION | -
            none            | NOT_A_CUSTOMER | 0    | CLEAR   | -       | 0 | TRANSITION | -
            # never raised
            clear           | RAISE          | 5    | CLEAR   | -       | 0 | TIMER      | 41
            clear           | CLEAR          | 5    | CLEAR   | -       | 0 | NONE       | -
            clear           | HEALTHY        | 5    | CLEAR   | HEALTHY | 0 | TRANSITION | -
            clear           | STAYS          | 5    | CLEAR   | -       | 0 | NONE       | -
            clear           | UNKNOWN        | 5    | CLEAR   | -       | 0 | TIMER      | 53
            clear           | NOT_A_CUSTOMER | 5    | CLEAR   | -       | 0 | TRANSITION | -
            # beyond the healthy bound
            healthy         | RAISE          | 5    | CLEAR   | -       | 0 | TRANSITION | 41
            healthy         | CLEAR          | 5    | CLEAR   | -       | 0 | TRANSITION | -
            healthy         | HEALTHY        | 5    | CLEAR   | HEALTHY | 0 | NONE       | -
            healthy         | STAYS          | 5    | CLEAR   | -       | 0 | TRANSITION | -
            healthy         | UNKNOWN        | 5    | CLEAR   | HEALTHY | 0 | TIMER      | 53
            healthy         | NOT_A_CUSTOMER | 5    | CLEAR   | -       | 0 | TRANSITION | -
            # crossed since 0
            crossed         | RAISE          | 36-  | CLEAR   | -       | 0 | NONE       | 36
            crossed         | RAISE          | 36   | RAISED  | AT_RISK | 1 | TRANSITION | -
            crossed         | CLEAR          | 36-  | CLEAR   | -       | 0 | TIMER      | -
            crossed         | HEALTHY        | 36   | CLEAR   | HEALTHY | 0 | TRANSITION | -
            crossed         | STAYS          | 36   | CLEAR   | -       | 0 | TIMER      | -
            crossed         | UNKNOWN        | 36   | CLEAR   | -       | 0 | TIMER      | 84
            crossed         | NOT_A_CUSTOMER | 36   | CLEAR   | -       | 0 | TRANSITION | -
            # crossed since 0, and unknown since then
            crossed-unknown | RAISE          | 36-  | CLEAR   | -       | 0 | TIMER      | 36
            crossed-unknown | RAISE          | 36   | RAISED  | AT_RISK | 1 | TRANSITION | -
            crossed-unknown | CLEAR          | 36   | CLEAR   | -       | 0 | TIMER      | -
            crossed-unknown | UNKNOWN        | 36   | CLEAR   | -       | 0 | NONE       | 48
            crossed-unknown | UNKNOWN        | 48-  | CLEAR   | -       | 0 | NONE       | 48
            crossed-unknown | UNKNOWN        | 48   | UNKNOWN | AT_RISK | 0 | TRANSITION | -
            # raised at the level WATCH
            raised          | RAISE          | 5    | RAISED  | AT_RISK | 1 | TRANSITION | -
            raised          | CLEAR          | 5    | CLEAR   | -       | 1 | TRANSITION | -
            raised          | HEALTHY        | 5    | CLEAR   | HEALTHY | 1 | TRANSITION | -
            raised          | STAYS          | 5    | RAISED  | WATCH   | 1 | NONE       | -
            raised          | UNKNOWN        | 5    | RAISED  | WATCH   | 1 | TIMER      | 53
            raised          | NOT_A_CUSTOMER | 5    | CLEAR   | -       | 1 | TRANSITION | -
            # raised at the level WATCH, unknown since 0
            raised-unknown  | STAYS          | 48-  | RAISED  | WATCH   | 1 | TIMER      | -
            raised-unknown  | UNKNOWN        | 48-  | RAISED  | WATCH   | 1 | NONE       | 48
            raised-unknown  | UNKNOWN        | 48   | UNKNOWN | AT_RISK | 1 | TRANSITION | -
            # cleared at 0
            cleared         | RAISE          | 168- | RAISED  | AT_RISK | 1 | TRANSITION | -
            cleared         | RAISE          | 168  | CLEAR   | -       | 1 | TIMER      | 204
            cleared         | STAYS          | 5    | CLEAR   | -       | 1 | NONE       | -
            cleared         | NOT_A_CUSTOMER | 5    | CLEAR   | -       | 1 | TRANSITION | -
            # UNKNOWN, raised at the level WATCH before
            was-raised      | RAISE          | 500  | RAISED  | AT_RISK | 1 | TRANSITION | -
            was-raised      | CLEAR          | 500  | CLEAR   | -       | 1 | TRANSITION | -
            was-raised      | STAYS          | 500  | RAISED  | WATCH   | 1 | TRANSITION | -
            was-raised      | UNKNOWN        | 500  | UNKNOWN | AT_RISK | 1 | NONE       | -
            was-raised      | NOT_A_CUSTOMER | 500  | CLEAR   | -       | 1 | TRANSITION | -
            # UNKNOWN, clear and crossed before
            was-crossed     | RAISE          | 500  | CLEAR   | -       | 0 | TRANSITION | 536
            was-crossed     | STAYS          | 500  | CLEAR   | -       | 0 | TRANSITION | -
            # UNKNOWN from the beginning
            never-known     | RAISE          | 500  | CLEAR   | -       | 0 | TRANSITION | 536
            never-known     | STAYS          | 500  | CLEAR   | -       | 0 | TRANSITION | -
            # the rules did not have the threshold for a while; it was raised at the level WATCH
            retired         | STAYS          | 500  | RAISED  | WATCH   | 1 | TRANSITION | -
            retired         | RAISE          | 500  | RAISED  | AT_RISK | 1 | TRANSITION | -
            # the account did not exist for a while
            switched-off    | STAYS          | 500  | CLEAR   | -       | 1 | TRANSITION | -
            switched-off    | RAISE          | 500  | CLEAR   | -       | 1 | TRANSITION | 536
            forgotten       | STAYS          | 500  | CLEAR   | -       | 1 | TRANSITION | -
            forgotten       | RAISE          | 500  | CLEAR   | -       | 1 | TRANSITION | 536
            """)
    void eachResultInEachState(
            String before,
            String result,
            String at,
            FlagStatus status,
            Level level,
            int raising,
            FlagChange.Kind kind,
            Long dueAt) {
        FlagState flag = before(before);
        Instant now = BEGIN.plus(Duration.ofHours(Long.parseLong(at.replace("-", ""))))
                .minusNanos(at.endsWith("-") ? 1 : 0);

        FlagChange change = FlagTransition.apply(flag, result(result), now);

        FlagState after = change.state();
        assertThat(after.status()).isEqualTo(status);
        assertThat(after.level()).isEqualTo(level);
        assertThat(after.raising()).isEqualTo(raising);
        assertThat(change.kind()).isEqualTo(kind);
        assertThat(after.dueAt()).isEqualTo(dueAt == null ? null : BEGIN.plus(Duration.ofHours(dueAt)));
        assertThat(after.dueAt() == null || after.dueAt().isAfter(now))
                .as("a flag that is due is not due again")
                .isTrue();
        assertThat(after.version())
                .isEqualTo((flag == null ? 0 : flag.version()) + (kind == FlagChange.Kind.NONE ? 0 : 1));
        assertThat(after.pendingSince() == null || after.status() == FlagStatus.CLEAR)
                .isTrue();
        assertThat(FlagTransition.apply(after, result(result), now).kind())
                .as("judged again at once")
                .isEqualTo(FlagChange.Kind.NONE);
    }

    /** A flag whose last change was at the beginning. */
    private FlagState before(String name) {
        return switch (name) {
            case "none" -> null;
            case "clear" -> after("CLEAR");
            case "healthy" -> after("HEALTHY");
            case "crossed" -> after("RAISE");
            case "crossed-unknown" -> after("RAISE", "UNKNOWN");
            case "raised" -> raised();
            case "raised-unknown" -> see(raised(), "UNKNOWN", BEGIN);
            case "cleared" -> see(raised(), "CLEAR", BEGIN);
            case "was-raised" -> stale(raised());
            case "was-crossed" -> stale(after("RAISE"));
            case "never-known" -> after("UNKNOWN");
            case "retired" -> FlagTransition.retire(raised(), null, BEGIN);
            case "switched-off" -> FlagTransition.switchOff(raised(), null, BEGIN);
            case "forgotten" -> FlagTransition.forget(raised(), null, BEGIN);
            default -> throw new IllegalArgumentException(name);
        };
    }

    private FlagState after(String... results) {
        FlagState flag = null;
        for (String result : results) {
            flag = see(flag, result, BEGIN);
        }
        return flag;
    }

    private FlagState raised() {
        Instant crossed = BEGIN.minus(minimumDuration);
        return see(see(null, "WATCH", crossed), "WATCH", BEGIN);
    }

    private FlagState stale(FlagState flag) {
        return see(see(flag, "UNKNOWN", BEGIN), "UNKNOWN", BEGIN.plus(FlagTransition.STALE_AFTER));
    }

    private FlagState see(FlagState flag, String result, Instant now) {
        return FlagTransition.apply(flag, result(result), now).state();
    }

    /** HEALTHY is a CLEAR and WATCH a RAISE with that level; another RAISE is one with the level AT_RISK. */
    private ThresholdResult result(String name) {
        return switch (name) {
            case "HEALTHY" -> result(Outcome.CLEAR, Level.HEALTHY);
            case "WATCH" -> result(Outcome.RAISE, Level.WATCH);
            case "RAISE", "UNKNOWN" -> result(Outcome.valueOf(name), Level.AT_RISK);
            default -> result(Outcome.valueOf(name), null);
        };
    }

    private ThresholdResult result(Outcome outcome, Level level) {
        Evidence evidence = new Evidence("h", "f", 1, "r", List.of(), List.of(), outcome + ".");
        return new ThresholdResult("acme", "silence", outcome, level, Question.RENEW, HOLD, minimumDuration, evidence);
    }

    @Test
    void aValueThatCrossesItsBoundEveryDayForThirtyDaysMakesOneEpisode() {
        minimumDuration = Duration.ZERO;
        List<FlagStatus> seen = flap("RAISE", "CLEAR");
        assertThat(seen).containsOnly(FlagStatus.RAISED, FlagStatus.CLEAR).hasSize(30);
        assertThat(last.raising()).isEqualTo(1);
    }

    @Test
    void aValueThatOnlyGoesBackBetweenItsBoundsStaysRaised() {
        minimumDuration = Duration.ZERO;
        assertThat(flap("RAISE", "STAYS")).containsOnly(FlagStatus.RAISED);
        assertThat(last.raising()).isEqualTo(1);
        assertThat(last.version()).isEqualTo(1);
    }

    @Test
    void aValueThatIsNeverCrossedForTheMinimumDurationRaisesNothing() {
        assertThat(flap("RAISE", "STAYS")).containsOnly(FlagStatus.CLEAR);
        assertThat(last.raising()).isZero();
    }

    private FlagState last;

    /** Every other day for thirty days. */
    private List<FlagStatus> flap(String even, String odd) {
        List<FlagStatus> seen = new ArrayList<>();
        for (int day = 0; day < 30; day++) {
            last = see(last, day % 2 == 0 ? even : odd, BEGIN.plus(Duration.ofDays(day)));
            seen.add(last.status());
        }
        return seen;
    }

    @Test
    void aMinimumDurationThatBecomesShorterEndsEarlier() {
        FlagState crossed = after("RAISE");
        minimumDuration = Duration.ofHours(12);
        FlagState shorter = see(crossed, "RAISE", BEGIN.plus(Duration.ofHours(11)));
        assertThat(shorter.status()).isEqualTo(FlagStatus.CLEAR);
        assertThat(shorter.dueAt()).isEqualTo(BEGIN.plus(minimumDuration));
        minimumDuration = Duration.ZERO;
        assertThat(see(crossed, "RAISE", BEGIN).status()).isEqualTo(FlagStatus.RAISED);
    }

    @Test
    void theEvidenceOfAFlagThatIsCrossedButNotRaisedSaysSo() {
        assertThat(after("RAISE").evidence().sentence())
                .isEqualTo("Crossed, but not yet for the 36-hour minimum duration. RAISE.");
        minimumDuration = Duration.ofDays(3);
        assertThat(after("RAISE").evidence().sentence()).startsWith("Crossed, but not yet for the 3-day");
    }

    @Test
    void thePresentEvidenceIsThatOfAResultThatLeavesTheFlagAsItIs() {
        assertThat(present(raised(), "RAISE")).isEqualTo("RAISE.");
        assertThat(present(raised(), "STAYS")).isEqualTo("STAYS.");
        assertThat(present(raised(), "CLEAR")).isNull();
        assertThat(present(raised(), "UNKNOWN")).isNull();
        assertThat(present(after("CLEAR"), "CLEAR")).isEqualTo("CLEAR.");
        assertThat(present(after("CLEAR"), "NOT_A_CUSTOMER")).isEqualTo("NOT_A_CUSTOMER.");
        assertThat(present(after("CLEAR"), "STAYS")).isEqualTo("STAYS.");
        assertThat(present(after("CLEAR"), "RAISE")).isNull();
        assertThat(present(after("RAISE"), "RAISE")).startsWith("Crossed, but not yet");
    }

    @Test
    void anUnknownFlagSaysWhatIsNotKnownNow() {
        FlagState unknown = after("UNKNOWN");
        assertThat(unknown.status()).isEqualTo(FlagStatus.UNKNOWN);
        assertThat(present(unknown, "UNKNOWN")).isEqualTo("UNKNOWN.");
        assertThat(present(unknown, "RAISE")).isNull();
        assertThat(present(unknown, "CLEAR")).isNull();
    }

    private String present(FlagState flag, String result) {
        Evidence evidence = FlagTransition.presentEvidence(flag, result(result));
        return evidence == null ? null : evidence.sentence();
    }
}
