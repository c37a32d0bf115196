package io.tidewatch.rule.playbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewatch.metric.DayCount;
import io.tidewatch.metric.Question;
import io.tidewatch.rule.FixtureRules;
import io.tidewatch.rule.compile.BundleCompiler;
import io.tidewatch.rule.compile.CompiledBundle;
import io.tidewatch.rule.threshold.AccountFacts;
import io.tidewatch.rule.threshold.FlagState;
import io.tidewatch.rule.threshold.FlagStatus;
import io.tidewatch.rule.threshold.Level;
import io.tidewatch.rule.threshold.MetricValue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Words that a playbook declares itself, and judgements that read the metrics of the account. */
class JudgementWordsTest {
    private static final Instant OPENED = Instant.parse("2026-03-01T08:00:00Z");
    private static final String ACCOUNT = "acme";
    private static CompiledBundle compiled;

    private final List<Touchpoint> touchpoints = new ArrayList<>();
    private final Map<String, MetricValue> metrics = new HashMap<>();
    private PlaybookEngine engine;
    private FlagState flag;
    private PlaybookRun run;

    @BeforeAll
    static void compile() {
        compiled = new BundleCompiler().compile(FixtureRules.with(FixtureRules.adoptionPlan()));
    }

    @AfterAll
    static void dispose() {
        compiled.dispose();
    }

    @BeforeEach
    void openARun() {
        engine = compiled.playbookEngine();
        run = open("power-users-low");
    }

    private PlaybookRun open(String threshold) {
        return engine.open(
                        engine.opensOn(threshold).getFirst(),
                        new AccountFacts(ACCOUNT, Map.of(), Map.of()),
                        threshold,
                        1,
                        OPENED)
                .run();
    }

    @Test
    void aWordHoldsFromItsEarliestTouchpointAndThatMayLieAhead() {
        meeting("a", 40, TouchpointStatus.SCHEDULED);
        meeting("b", 12, TouchpointStatus.SCHEDULED);

        onDay(3);

        assertThat(run.held()).containsExactly(Map.entry("reviewHeld", day(12)));
    }

    @Test
    void aWordWhoseTouchpointsNoLongerCountIsWithdrawnAndItsEscalationIsDueAgain() {
        meeting("a", 12, TouchpointStatus.SCHEDULED);
        assertThat(onDay(8)).containsExactly("plan-reminder");
        assertThat(run.held()).containsOnlyKeys("reviewHeld");
        touchpoints.clear();
        meeting("a", 12, TouchpointStatus.CANCELLED);

        assertThat(onDay(9)).containsExactly("no-review-leader", "plan-reminder");
        assertThat(run.held()).isEmpty();
    }

    @Test
    void aWordWithoutATouchpointHoldsFromTheTimeItWasFirstJudgedForAsLongAsItGoesOn() {
        seats(79.99);
        onDay(1);
        assertThat(run.held()).isEmpty();

        seats(80);
        onDay(2);
        assertThat(run.held()).containsExactly(Map.entry("seatsFilled", day(2)));
        seats(95);
        onDay(5);
        assertThat(run.held()).containsExactly(Map.entry("seatsFilled", day(2)));

        metrics.clear();
        onDay(6);
        assertThat(run.held()).as("what is not known holds nothing").isEmpty();
        seats(95);
        onDay(7);
        assertThat(run.held()).containsExactly(Map.entry("seatsFilled", day(7)));
    }

    @Test
    void aTimeThatLayAheadIsNotKeptWhenItsMeetingIsCancelled() {
        executiveContact(0);
        meeting("a", 12, TouchpointStatus.SCHEDULED);
        onDay(2);
        assertThat(run.held()).containsExactly(Map.entry("reviewHeld", day(12)));

        touchpoints.clear();
        onDay(3);

        assertThat(run.held()).containsExactly(Map.entry("reviewHeld", day(3)));
    }

    @Test
    void aPatternOfTheAccountMultipliesNoWork() {
        assertThat(compiled.combinations(0)).isEqualTo(6);
        assertThat(compiled.combinations(10)).isEqualTo(6 + 3 * 10);
    }

    @Test
    void aWordThatAMetricHoldsStopsReminders() {
        seats(80);
        assertThat(onDay(1)).isEmpty();
        assertThat(onDay(3)).isEmpty();
        seats(79);
        assertThat(onDay(4)).containsExactly("plan-reminder");
    }

    @Test
    void aRunSucceedsOnTheDayOnWhichAMetricReachesItsBoundAndNotTheDayBefore() {
        meeting("a", 4, TouchpointStatus.HELD);
        powerUsers(19.99);
        onDay(5);
        assertThat(run.status()).isEqualTo(RunStatus.OPEN);

        powerUsers(20);
        onDay(6);

        assertThat(run.status()).isEqualTo(RunStatus.SUCCEEDED);
        assertThat(run.closedAt()).isEqualTo(day(6));
    }

    @Test
    void aRunDoesNotSucceedByAMetricThatIsNotKnown() {
        meeting("a", 4, TouchpointStatus.HELD);
        onDay(6);
        assertThat(run.status()).isEqualTo(RunStatus.OPEN);
        metrics.put("power-user-percentage", new MetricValue.Unknown("no source covers the day"));
        onDay(7);
        assertThat(run.status()).isEqualTo(RunStatus.OPEN);
        onDay(30);
        assertThat(run.status()).isEqualTo(RunStatus.FAILED);
    }

    @Test
    void theDaysOfAWordThatDoesNotHoldSatisfyNoCondition() {
        powerUsers(50);
        onDay(6);
        assertThat(run.status()).isEqualTo(RunStatus.OPEN);
        meeting("a", 20.1, TouchpointStatus.SCHEDULED);
        onDay(7);
        assertThat(run.status()).as("a review after day 20 is too late").isEqualTo(RunStatus.OPEN);
        meeting("b", 20, TouchpointStatus.SCHEDULED);
        onDay(8);
        assertThat(run.status()).isEqualTo(RunStatus.SUCCEEDED);
    }

    @Test
    void aSuccessIsWithdrawnByTheMetricsAsTheyAreNowWhileTheFlagIsRaised() {
        flag = raised();
        meeting("a", 4, TouchpointStatus.HELD);
        powerUsers(20);
        onDay(5);
        assertThat(run.status()).isEqualTo(RunStatus.SUCCEEDED);
        powerUsers(21);
        onDay(6);
        assertThat(run.status()).isEqualTo(RunStatus.SUCCEEDED);

        powerUsers(19);
        onDay(7);

        assertThat(run.status()).isEqualTo(RunStatus.OPEN);
    }

    @Test
    void aRunIsJudgedByTheRulesOfItsOwnPlaybookOnly() {
        meeting("a", 4, TouchpointStatus.HELD);
        seats(80);
        powerUsers(50);
        run = open("executive-silence");

        onDay(6);

        assertThat(run.held()).isEmpty();
        assertThat(run.status()).isEqualTo(RunStatus.OPEN);
    }

    @Test
    void theFactsOfAnotherAccountJudgeNoRun() {
        AccountFacts other = new AccountFacts("other", Map.of(), metrics);
        assertThatThrownBy(() -> engine.advance(run, flag, other, touchpoints, List.of(), day(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("other");
    }

    @Test
    void theWordsOfARunAreKeptInOrderAndCannotBeChanged() {
        meeting("a", 4, TouchpointStatus.HELD);
        seats(80);
        onDay(5);
        assertThat(run.held().keySet()).containsExactly("reviewHeld", "seatsFilled");
        assertThatThrownBy(() -> run.held().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    private List<String> onDay(int day) {
        AccountFacts facts = new AccountFacts(ACCOUNT, Map.of(), metrics);
        RunAdvance advance = engine.advance(run, flag, facts, touchpoints, List.of(), day(day));
        run = advance.run();
        return advance.actions().stream().map(PlannedAction::step).toList();
    }

    private static Instant day(double day) {
        return OPENED.plus(Duration.ofMinutes(Math.round(day * 24 * 60)));
    }

    private void seats(double percent) {
        metrics.put("seat-utilization", MetricValue.Known.of(percent, DayCount.dayOf(OPENED)));
    }

    private void executiveContact(int daysAgo) {
        metrics.put("days-since-executive-contact", MetricValue.Known.of(daysAgo, DayCount.dayOf(OPENED)));
    }

    private void powerUsers(double percent) {
        metrics.put("power-user-percentage", MetricValue.Known.of(percent, DayCount.dayOf(OPENED)));
    }

    private void meeting(String id, double day, TouchpointStatus status) {
        touchpoints.add(new Touchpoint(
                id,
                ACCOUNT,
                TouchpointKind.MEETING,
                MeetingKind.OPERATIONAL_REVIEW,
                status,
                null,
                false,
                day(day),
                null,
                null,
                null,
                OPENED));
    }

    private static FlagState raised() {
        return new FlagState(
                ACCOUNT,
                "power-users-low",
                FlagStatus.RAISED,
                FlagStatus.RAISED,
                Level.AT_RISK,
                Level.AT_RISK,
                Question.RENEW,
                1,
                1,
                OPENED,
                null,
                null,
                null,
                null,
                null);
    }
}
