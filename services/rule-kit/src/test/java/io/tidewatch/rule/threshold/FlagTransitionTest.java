package io.tidewatch.rule.threshold;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.metric.Question;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class FlagTransitionTest {
    private static final Instant NOW = Instant.parse("2026-03-01T08:00:00Z");
    private static final Duration HOLD = Duration.ofDays(7);
    private Question question = Question.RENEW;
    private Level level = Level.AT_RISK;
    private FlagState flag;
    private FlagChange last;

    @Test
    void theFirstResultMakesTheFlag() {
        see(Outcome.RAISE, Duration.ZERO);
        assertThat(last.kind()).isEqualTo(FlagChange.Kind.TRANSITION);
        assertThat(flag.status()).isEqualTo(FlagStatus.RAISED);
        assertThat(flag.level()).isEqualTo(Level.AT_RISK);
        assertThat(flag.raising()).isEqualTo(1);
        assertThat(flag.since()).isEqualTo(NOW);
        assertThat(last.raisedAnew(null)).isTrue();
    }

    @Test
    void theSameResultAgainChangesNothing() {
        see(Outcome.RAISE, Duration.ZERO);
        see(Outcome.RAISE, Duration.ofHours(1));
        assertThat(last.kind()).isEqualTo(FlagChange.Kind.NONE);
        assertThat(flag.version()).isEqualTo(1);
    }

    @Test
    void raisedAgainWithinTheHoldIsTheSameEpisode() {
        see(Outcome.RAISE, Duration.ZERO);
        for (int second = 1; second <= 9; second += 2) {
            see(Outcome.CLEAR, Duration.ofSeconds(second));
            assertThat(flag.status()).isEqualTo(FlagStatus.CLEAR);
            FlagState before = flag;
            see(Outcome.RAISE, Duration.ofSeconds(second + 1));
            assertThat(flag.status()).isEqualTo(FlagStatus.RAISED);
            assertThat(flag.raising()).isEqualTo(1);
            assertThat(last.raisedAnew(before)).isFalse();
        }
    }

    @Test
    void raisedAgainAfterTheHoldIsANewEpisode() {
        see(Outcome.RAISE, Duration.ZERO);
        see(Outcome.CLEAR, Duration.ofHours(1));
        assertThat(flag.level()).isNull();
        FlagState cleared = flag;

        see(Outcome.RAISE, Duration.ofHours(1).plus(HOLD).minusNanos(1));
        assertThat(flag.raising()).isEqualTo(1);

        flag = cleared;
        see(Outcome.RAISE, Duration.ofHours(1).plus(HOLD));
        assertThat(flag.raising()).isEqualTo(2);
        assertThat(last.raisedAnew(cleared)).isTrue();
        assertThat(flag.version()).isEqualTo(3);
    }

    @Test
    void unknownBetweenClearAndRaisedAgainDoesNotEndTheHold() {
        see(Outcome.RAISE, Duration.ZERO);
        see(Outcome.CLEAR, Duration.ofHours(1));
        see(Outcome.UNKNOWN, Duration.ofHours(2));
        see(Outcome.UNKNOWN, Duration.ofHours(60));
        FlagState unknown = flag;
        see(Outcome.RAISE, Duration.ofHours(70));
        assertThat(flag.raising()).isEqualTo(1);

        flag = unknown;
        see(Outcome.CLEAR, Duration.ofHours(80));
        see(Outcome.RAISE, Duration.ofHours(1).plus(HOLD));
        assertThat(flag.raising()).as("the hold counts from the first clearing").isEqualTo(2);
    }

    @Test
    void aThresholdThatReturnsContinuesItsEpisodeAndAnAccountThatReturnsBeginsANewOne() {
        see(Outcome.RAISE, Duration.ZERO);
        FlagState raised = flag;
        flag = FlagTransition.retire(raised, raised.evidence(), NOW.plusSeconds(60));
        assertThat(flag.status()).isEqualTo(FlagStatus.UNKNOWN);
        see(Outcome.RAISE, Duration.ofHours(1));
        assertThat(flag.raising()).isEqualTo(1);

        flag = FlagTransition.forget(raised, raised.evidence(), NOW.plusSeconds(60));
        assertThat(flag.status()).isEqualTo(FlagStatus.UNKNOWN);
        see(Outcome.RAISE, Duration.ofHours(1));
        assertThat(flag.raising()).isEqualTo(2);
    }

    @Test
    void anAccountThatIsNotACustomerIsClearAtOnceAndBeginsANewEpisodeWhenItReturns() {
        see(Outcome.RAISE, Duration.ZERO);
        see(Outcome.UNKNOWN, Duration.ofHours(1));
        see(Outcome.NOT_A_CUSTOMER, Duration.ofHours(2));
        assertThat(last.kind()).isEqualTo(FlagChange.Kind.TRANSITION);
        assertThat(flag.status()).isEqualTo(FlagStatus.CLEAR);
        assertThat(flag.unknownSince()).isNull();
        see(Outcome.NOT_A_CUSTOMER, Duration.ofHours(3));
        assertThat(last.kind()).isEqualTo(FlagChange.Kind.NONE);

        see(Outcome.RAISE, Duration.ofHours(4));

        assertThat(flag.raising()).isEqualTo(2);
    }

    @Test
    void whoLeavesWhileAnEpisodeMayStillContinueBeginsANewOneToo() {
        see(Outcome.RAISE, Duration.ZERO);
        see(Outcome.CLEAR, Duration.ofHours(1));
        long version = flag.version();
        see(Outcome.NOT_A_CUSTOMER, Duration.ofHours(2));
        assertThat(last.kind()).as("frozen, so published").isEqualTo(FlagChange.Kind.TRANSITION);
        assertThat(flag.version()).isEqualTo(version + 1);

        see(Outcome.CLEAR, Duration.ofHours(3));
        see(Outcome.RAISE, Duration.ofHours(4));

        assertThat(flag.raising()).isEqualTo(2);
    }

    @Test
    void aFlagIsFrozenSinceTheAccountLeftAndThawsWhenItReturns() {
        see(Outcome.CLEAR, Duration.ZERO);
        assertThat(flag.frozenSince()).isNull();
        see(Outcome.NOT_A_CUSTOMER, Duration.ofHours(1));
        see(Outcome.NOT_A_CUSTOMER, Duration.ofHours(2));
        assertThat(flag.frozenSince()).isEqualTo(NOW.plus(Duration.ofHours(1)));

        see(Outcome.CLEAR, Duration.ofHours(3));

        assertThat(flag.frozenSince()).isNull();
        assertThat(last.kind()).isEqualTo(FlagChange.Kind.TRANSITION);
    }

    @Test
    void aFlagThatThawsAndCannotBeJudgedIsUnknownAtOnce() {
        see(Outcome.NOT_A_CUSTOMER, Duration.ZERO);
        see(Outcome.UNKNOWN, Duration.ofHours(1));
        assertThat(flag.status()).isEqualTo(FlagStatus.UNKNOWN);
        assertThat(flag.frozenSince()).isNull();
    }

    @Test
    void aThresholdThatTheRulesNoLongerHaveAnswersNoQuestionUntilItReturns() {
        see(Outcome.UNKNOWN, Duration.ZERO);
        flag = FlagTransition.retire(flag, flag.evidence(), NOW.plusSeconds(60));
        assertThat(flag.question()).isEqualTo(Question.NONE);
        assertThat(flag.since()).as("it was unknown before").isEqualTo(NOW);

        see(Outcome.UNKNOWN, Duration.ofHours(1));
        assertThat(last.kind()).isEqualTo(FlagChange.Kind.TRANSITION);
        assertThat(flag.status()).isEqualTo(FlagStatus.UNKNOWN);
        assertThat(flag.question()).isEqualTo(Question.RENEW);
        see(Outcome.UNKNOWN, Duration.ofHours(2));
        assertThat(last.kind()).isEqualTo(FlagChange.Kind.NONE);
    }

    @Test
    void aRuleThatAnswersAnotherQuestionChangesTheFlagAndContinuesItsEpisode() {
        see(Outcome.RAISE, Duration.ZERO);
        question = Question.GROW;
        see(Outcome.RAISE, Duration.ofHours(1));
        assertThat(last.kind()).isEqualTo(FlagChange.Kind.TRANSITION);
        assertThat(flag.question()).isEqualTo(Question.GROW);
        assertThat(flag.raising()).isEqualTo(1);
        assertThat(flag.since()).isEqualTo(NOW);
    }

    @Test
    void unknownLeavesTheFlagForTwoDaysAndThenMakesItUnknown() {
        see(Outcome.RAISE, Duration.ZERO);
        see(Outcome.UNKNOWN, Duration.ofHours(1));
        assertThat(last.kind()).isEqualTo(FlagChange.Kind.TIMER);
        assertThat(flag.status()).isEqualTo(FlagStatus.RAISED);
        see(Outcome.UNKNOWN, Duration.ofHours(49).minusNanos(1));
        assertThat(last.kind()).isEqualTo(FlagChange.Kind.NONE);
        see(Outcome.UNKNOWN, Duration.ofHours(49));
        assertThat(last.kind()).isEqualTo(FlagChange.Kind.TRANSITION);
        assertThat(flag.status()).isEqualTo(FlagStatus.UNKNOWN);
        assertThat(flag.level()).isEqualTo(Level.AT_RISK);
    }

    @Test
    void anUnknownFlagIsPublishedAgainWhenItsThresholdCanRaiseAnotherLevel() {
        see(Outcome.UNKNOWN, Duration.ZERO);
        see(Outcome.UNKNOWN, Duration.ofHours(1));
        assertThat(last.kind()).isEqualTo(FlagChange.Kind.NONE);
        level = Level.WATCH;
        see(Outcome.UNKNOWN, Duration.ofHours(2));
        assertThat(last.kind()).isEqualTo(FlagChange.Kind.TRANSITION);
        assertThat(flag.level()).isEqualTo(Level.WATCH);
        assertThat(flag.since()).isEqualTo(NOW);
    }

    @Test
    void aKnownResultStopsTheTimer() {
        see(Outcome.CLEAR, Duration.ZERO);
        see(Outcome.UNKNOWN, Duration.ofHours(1));
        see(Outcome.CLEAR, Duration.ofHours(40));
        assertThat(last.kind()).isEqualTo(FlagChange.Kind.TIMER);
        assertThat(flag.unknownSince()).isNull();
        see(Outcome.UNKNOWN, Duration.ofHours(60));
        see(Outcome.UNKNOWN, Duration.ofHours(100));
        assertThat(flag.status()).isEqualTo(FlagStatus.CLEAR);
    }

    @Test
    void comingBackAfterADeadFeedIsTheSameRaising() {
        see(Outcome.RAISE, Duration.ZERO);
        see(Outcome.UNKNOWN, Duration.ofHours(1));
        see(Outcome.UNKNOWN, Duration.ofHours(60));
        FlagState before = flag;
        see(Outcome.RAISE, Duration.ofHours(70));
        assertThat(flag.status()).isEqualTo(FlagStatus.RAISED);
        assertThat(flag.raising()).isEqualTo(1);
        assertThat(last.raisedAnew(before)).isFalse();
    }

    @Test
    void whatWasClearBeforeTheDeadFeedIsANewRaising() {
        see(Outcome.CLEAR, Duration.ZERO);
        see(Outcome.UNKNOWN, Duration.ofHours(1));
        see(Outcome.UNKNOWN, Duration.ofHours(60));
        see(Outcome.RAISE, Duration.ofHours(70));
        assertThat(flag.raising()).isEqualTo(1);
    }

    @Test
    void neverKnownIsUnknownAtOnce() {
        see(Outcome.UNKNOWN, Duration.ZERO);
        assertThat(flag.status()).isEqualTo(FlagStatus.UNKNOWN);
        assertThat(flag.lastKnown()).isNull();
        see(Outcome.RAISE, Duration.ofHours(1));
        assertThat(flag.raising()).isEqualTo(1);
    }

    private void see(Outcome outcome, Duration after) {
        boolean hasLevel = outcome == Outcome.RAISE || outcome == Outcome.UNKNOWN;
        Evidence evidence = new Evidence("h", "f", 1, "r", List.of(), List.of(), "s");
        ThresholdResult result = new ThresholdResult(
                "acme", "silence", outcome, hasLevel ? level : null, question, HOLD, Duration.ZERO, evidence);
        last = FlagTransition.apply(flag, result, NOW.plus(after));
        flag = last.state();
    }
}
