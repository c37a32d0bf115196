package io.tidewatch.rule.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.rule.FixtureRules;
import io.tidewatch.rule.compile.BundleCompiler;
import io.tidewatch.rule.compile.CompiledBundle;
import io.tidewatch.rule.judging.AccountInput;
import io.tidewatch.rule.judging.AccountState;
import io.tidewatch.rule.judging.AccountStep;
import io.tidewatch.rule.judging.JudgingCore;
import io.tidewatch.rule.judging.RunStep;
import io.tidewatch.rule.playbook.ActionKind;
import io.tidewatch.rule.playbook.PlannedAction;
import io.tidewatch.rule.playbook.RunStatus;
import io.tidewatch.rule.threshold.AccountFacts;
import io.tidewatch.rule.threshold.FlagState;
import io.tidewatch.rule.threshold.FlagStatus;
import io.tidewatch.rule.threshold.Level;
import io.tidewatch.rule.threshold.MetricValue;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The journey of the fixture: seats taken by day 14, asked for from day 10; power users by day 40, asked for from day 30. */
class JourneyTest {
    private static final String USERS = "onboarding-first-users";
    private static final String POWER = "onboarding-power";
    private static final Instant DAY_ZERO = Instant.parse("2026-03-02T09:00:00Z");
    private static final Double UNKNOWN = null;

    private static CompiledBundle bundle;

    private final JudgingCore core = new JudgingCore(bundle);
    private AccountState state = AccountState.NEW;
    private String businessModel = "SEAT_BASED";

    @BeforeAll
    static void compile() {
        bundle = new BundleCompiler().compile(FixtureRules.with(FixtureRules.journey()));
    }

    @AfterAll
    static void dispose() {
        bundle.dispose();
    }

    @Test
    void theTaskOpensOnTheFirstDayOfTheLeadAndNotBefore() {
        assertThat(actions(judge(9, 0.0, 0.0))).isEmpty();
        assertThat(flag(USERS)).as("nothing was due yet").isNull();

        AccountStep opened = judge(10, 0.0, 0.0);

        assertThat(actions(opened)).containsExactly(USERS);
        assertThat(opened.runs())
                .flatExtracting(RunStep::actions)
                .extracting(PlannedAction::dueAt)
                .containsExactly(day(14));
        assertThat(flag(USERS).status()).isEqualTo(FlagStatus.RAISED);
        assertThat(flag(USERS).level()).isEqualTo(Level.NEXT_STEP);
        assertThat(flag(USERS).evidence().sentence())
                .isEqualTo("'Every tenth seat is taken' is due on day 14 of the journey Onboarding, which the customer"
                        + " began 10 days ago.");
    }

    @Test
    void theTaskOfAStepSaysWhatThereIsToDo() {
        assertThat(titlesOfTasks(judge(30, 10.0, 0.0)))
                .as("as the file says it")
                .containsExactly("Show the advanced features");
        assertThat(titlesOfTasks(judge(31, 0.0, 20.0)))
                .as("the name, where the file says nothing else")
                .containsExactly("Every tenth seat is taken");
    }

    @Test
    void aStepIsAskedForOnceHoweverOftenTheAccountIsJudged() {
        List<String> all = new ArrayList<>();
        for (int day = 0; day <= 120; day++) {
            all.addAll(actions(judge(day, 0.0, 0.0)));
            all.addAll(actions(judge(day, 0.0, 0.0)));
        }
        assertThat(all).containsOnlyOnce(USERS).containsOnlyOnce(POWER);
        assertThat(state.runs()).extracting(run -> run.run().status()).containsOnly(RunStatus.FAILED);
    }

    @Test
    void aStepThatIsMetBeforeItsLeadIsNeverAskedFor() {
        for (int day = 0; day <= 60; day++) {
            assertThat(actions(judge(day, 10.0, 20.0))).isEmpty();
        }
        assertThat(flag(USERS)).isNull();
        assertThat(states(60, 10.0, 20.0)).containsExactly(StepState.MET, StepState.MET);
    }

    @Test
    void whoMeetsTheStepLateEndsItsRunWithSuccess() {
        judge(10, 9.9, 0.0);
        assertThat(judge(14, 9.9, 0.0).runs()).flatExtracting(RunStep::actions).isNotEmpty();

        judge(16, 10.0, 0.0);

        assertThat(state.runs()).extracting(run -> run.run().status()).containsExactly(RunStatus.SUCCEEDED);
        assertThat(flag(USERS).status()).isEqualTo(FlagStatus.CLEAR);
        assertThat(states(16, 10.0, 0.0)).containsExactly(StepState.MET, StepState.NOT_YET);
    }

    @Test
    void anUnknownStepIsNeitherMetNorLateAndSaysSo() {
        for (int day = 0; day <= 60; day++) {
            assertThat(actions(judge(day, UNKNOWN, 20.0))).isEmpty();
        }
        assertThat(flag(USERS)).isNull();
        assertThat(progress(60, UNKNOWN, 20.0).getFirst()).satisfies(step -> {
            assertThat(step.state()).isEqualTo(StepState.UNKNOWN);
            assertThat(step.dueOn()).isEqualTo(LocalDate.of(2026, 3, 16));
            assertThat(step.reason()).contains("Not known: Seat utilization");
        });
    }

    @Test
    void anAccountOfLongAgoIsAskedOnlyForStepsThatAreNotMissed() {
        assertThat(actions(judge(99, 0.0, 0.0)))
                .as("day 14 and 60 more are over")
                .containsExactly(POWER);
        assertThat(states(99, 0.0, 0.0)).containsExactly(StepState.MISSED, StepState.LATE);
    }

    @Test
    void theRunOfAStepThatIsMissedEnds() {
        judge(10, 0.0, 0.0);
        judge(73, 0.0, 0.0);
        assertThat(flag(USERS).status()).isEqualTo(FlagStatus.RAISED);
        judge(74, 0.0, 0.0);
        assertThat(flag(USERS).status()).isEqualTo(FlagStatus.CLEAR);
        assertThat(flag(USERS).level()).isNull();
        assertThat(state.runs().getFirst().run().status()).isEqualTo(RunStatus.FAILED);
    }

    @ParameterizedTest
    @CsvSource({"9,NOT_YET", "10,DUE", "14,DUE", "15,LATE", "73,LATE", "74,MISSED"})
    void theStateFollowsTheDays(int day, StepState expected) {
        assertThat(states(day, 0.0, UNKNOWN)).containsExactly(expected, StepState.UNKNOWN);
        assertThat(progress(day, 0.0, UNKNOWN).getFirst().dueOn()).isEqualTo(LocalDate.of(2026, 3, 16));
    }

    @Test
    void aJourneyIsForTheAccountsThatItNames() {
        businessModel = "ENTERPRISE";
        assertThat(actions(judge(12, 0.0, 0.0))).isEmpty();
        assertThat(progress(12, 0.0, 0.0)).isEmpty();
        businessModel = null;
        assertThat(actions(judge(12, 0.0, 0.0))).isEmpty();
        assertThat(progress(12, 0.0, 0.0)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"19,0,0,CLEAR", "20,0,0,RAISED", "20,10,0,CLEAR", "20,0,20,CLEAR", "40,10,0,CLEAR", "41,10,0,RAISED"})
    void withoutARecordOfTheDayAStepCountsAsMetWhenItWasDue(int day, double seats, double power, FlagStatus expected) {
        judge(day, seats, power);
        assertThat(flag(JourneyDefinition.STALLED).status()).isEqualTo(expected);
    }

    @Test
    void whoIsStalledIsWorthALook() {
        judge(34, 0.0, 0.0);
        assertThat(flag(JourneyDefinition.STALLED).level()).isEqualTo(Level.WATCH);
        assertThat(flag(JourneyDefinition.STALLED).evidence().sentence())
                .contains("'Every tenth seat is taken'", "34 days ago", "no step was met in the last 20 days.");
    }

    @Test
    void stepsThatNoPackListsAreOnForWhomTheJourneyIsFor() {
        Map<String, String> files = new HashMap<>(FixtureRules.journey());
        files.putAll(FixtureRules.packs());
        try (CompiledBundle withPacks = new BundleCompiler().compile(FixtureRules.with(files))) {
            AccountInput account = new AccountInput(AccountState.NEW, facts(0.0, 0.0), List.of(), List.of());
            AccountStep step =
                    new JudgingCore(withPacks).step(List.of(account), day(10)).getFirst();
            assertThat(actions(step)).contains(USERS);
            assertThat(withPacks.progress(facts(0.0, 0.0), day(10)))
                    .extracting(JourneyProgress::state)
                    .containsExactly(StepState.DUE, StepState.NOT_YET);
        }
    }

    @Test
    void theMessageOfAStepHasItsGuidance() {
        assertThat(bundle.message(USERS, "journey-step").text()).contains("Ask the champion whom to invite first.");
        assertThat(bundle.message(POWER, "journey-step").html()).contains("<p>Show them the two features");
    }

    private List<StepState> states(int day, Double seats, Double power) {
        return progress(day, seats, power).stream().map(JourneyProgress::state).toList();
    }

    private List<JourneyProgress> progress(int day, Double seats, Double power) {
        return bundle.progress(facts(seats, power), day(day));
    }

    private AccountStep judge(int day, Double seats, Double power) {
        AccountInput account = new AccountInput(state, facts(seats, power), List.of(), List.of());
        AccountStep step = core.step(List.of(account), day(day)).getFirst();
        state = step.after();
        return step;
    }

    private AccountFacts facts(Double seats, Double power) {
        Map<String, MetricValue> values = new HashMap<>();
        values.put("days-since-start", new MetricValue.Age(LocalDate.of(2026, 3, 2), null, Map.of()));
        values.put("seat-utilization", value(seats));
        values.put("power-user-percentage", value(power));
        return new AccountFacts(
                "acme", businessModel == null ? Map.of() : Map.of("businessModel", businessModel), values);
    }

    private static MetricValue value(Double number) {
        return number == null ? new MetricValue.Unknown("not covered") : MetricValue.Known.of(number, null);
    }

    private static List<String> titlesOfTasks(AccountStep step) {
        return step.runs().stream()
                .flatMap(run -> run.actions().stream())
                .filter(action -> action.kind() == ActionKind.TASK)
                .map(PlannedAction::title)
                .toList();
    }

    private static List<String> actions(AccountStep step) {
        return step.runs().stream()
                .flatMap(run -> run.actions().stream())
                .map(PlannedAction::step)
                .toList();
    }

    private FlagState flag(String threshold) {
        return state.flags().stream()
                .filter(flag -> flag.thresholdId().equals(threshold))
                .findFirst()
                .orElse(null);
    }

    private static Instant day(int day) {
        return DAY_ZERO.plus(Duration.ofDays(day));
    }
}
