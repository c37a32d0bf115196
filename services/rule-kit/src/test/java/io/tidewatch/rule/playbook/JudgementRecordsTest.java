package io.tidewatch.rule.playbook;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.metric.history.AccountRecord;
import io.tidewatch.metric.reading.FileProblem;
import io.tidewatch.rule.FixtureRules;
import io.tidewatch.rule.bundle.RuleBundle;
import io.tidewatch.rule.compile.BundleCompiler;
import io.tidewatch.rule.compile.CompiledBundle;
import io.tidewatch.rule.scenario.ScenarioReport;
import io.tidewatch.rule.scenario.ScenarioRunner;
import io.tidewatch.rule.threshold.AccountFacts;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Judgements over records of built-in and declared kinds. */
class JudgementRecordsTest {
    private static final LocalDate OPENING_DAY = LocalDate.parse("2026-03-01");
    private static final Instant OPENED = Instant.parse("2026-03-01T08:00:00Z");
    private static final String ACCOUNT = "acme";
    private static RuleBundle bundle;
    private static CompiledBundle compiled;

    private final List<AccountRecord> records = new ArrayList<>();
    private PlaybookEngine engine;
    private PlaybookRun run;

    @BeforeAll
    static void compile() {
        bundle = FixtureRules.with(FixtureRules.trainingPlan());
        compiled = new BundleCompiler().compile(bundle);
    }

    @AfterAll
    static void dispose() {
        compiled.dispose();
    }

    @BeforeEach
    void openARun() {
        engine = compiled.playbookEngine();
        AccountFacts nothing = new AccountFacts(ACCOUNT, Map.of(), Map.of());
        run = engine.open(engine.opensOn("power-users-low").getFirst(), nothing, "power-users-low", 1, OPENED)
                .run();
    }

    @Test
    void aRecordFromBeforeTheDayOfTheOpeningHoldsNoWord() {
        training(-1);

        onDay(3);

        assertThat(run.held()).isEmpty();
    }

    @Test
    void aRecordOfTheDayOfTheOpeningHoldsAWordFromTheOpening() {
        training(0);

        onDay(3);

        assertThat(run.held()).containsExactly(Map.entry("trained", OPENED));
    }

    @Test
    void aWordHoldsFromTheEarliestDayAndNotFromTheDayOnWhichTheRecordArrived() {
        training(4);
        training(2);

        onDay(6);

        assertThat(run.held()).containsExactly(Map.entry("trained", Instant.parse("2026-03-03T00:00:00Z")));
    }

    @Test
    void aRecordOfTomorrowCountsOnlyTomorrow() {
        training(4);

        onDay(3);
        assertThat(run.held()).isEmpty();
        onDay(4);
        assertThat(run.held()).containsOnlyKeys("trained");
    }

    @Test
    void aWordIsWithdrawnWithItsRecordAndItsEscalationIsDueAgain() {
        training(1);
        assertThat(onDay(8)).isEmpty();
        records.clear();

        assertThat(onDay(9)).containsExactly("no-training-leader");
        assertThat(run.held()).isEmpty();
    }

    @Test
    void aFieldThatIsMissingSatisfiesNoCondition() {
        survey(Map.of("instrument", "NPS", "answeredOn", OPENING_DAY.plusDays(1)));
        survey(Map.of("score", 9.0, "answeredOn", OPENING_DAY.plusDays(1)));
        survey(Map.of("instrument", "NPS", "score", 10.0));

        onDay(2);

        assertThat(run.held()).isEmpty();
    }

    @Test
    void aBoundHoldsForTheNumberItselfAndNotForTheOneBelow() {
        survey(Map.of("instrument", "NPS", "score", 8.9, "answeredOn", OPENING_DAY));
        onDay(1);
        assertThat(run.held()).isEmpty();

        survey(Map.of("instrument", "NPS", "score", 9, "answeredOn", OPENING_DAY.plusDays(1)));
        onDay(2);
        assertThat(run.held()).containsOnlyKeys("praised");
    }

    /** The rule compares no time, so nothing but the missing score keeps it silent before the answer. */
    @Test
    void aFieldThatHoldsSinceAnotherOneIsMissingBefore() {
        Map<String, String> files = new HashMap<>(FixtureRules.trainingPlan());
        files.computeIfPresent(
                "playbooks/training-plan.drl", (file, rules) -> rules.replace(", answeredOnAfterDays >= 0", ""));
        try (CompiledBundle withoutTime = new BundleCompiler().compile(FixtureRules.with(files))) {
            engine = withoutTime.playbookEngine();
            survey(Map.of("instrument", "NPS", "score", 9, "answeredOn", OPENING_DAY.plusDays(5)));

            onDay(4);
            assertThat(run.held()).isEmpty();
            onDay(5);
            assertThat(run.held()).containsOnlyKeys("praised");
        }
    }

    @Test
    void aRunSucceedsByARecordAndNotBeforeItIsAsTheRuleAsks() {
        Map<String, Object> goal = new HashMap<>(Map.of("plan", "VALUE", "reachedOn", OPENING_DAY.plusDays(2)));
        records.add(new AccountRecord("milestone", "goal", goal));
        onDay(2);
        assertThat(run.status()).isEqualTo(RunStatus.OPEN);

        records.clear();
        goal.put("confirmed", true);
        records.add(new AccountRecord("milestone", "goal", goal));
        onDay(3);

        assertThat(run.status()).isEqualTo(RunStatus.SUCCEEDED);
    }

    @Test
    void aBundleNamesTheKindsThatItsJudgementsRead() {
        assertThat(compiled.judgedKinds()).containsExactly("milestone", "survey", "training");
        try (CompiledBundle without = new BundleCompiler().compile(FixtureRules.bundle())) {
            assertThat(without.judgedKinds()).isEmpty();
        }
    }

    @Test
    void recordsMultiplyTheWorkAsTouchpointsDo() {
        try (CompiledBundle without = new BundleCompiler().compile(FixtureRules.bundle())) {
            assertThat(compiled.combinations(10) - without.combinations(10)).isEqualTo(3 * 10 + 1);
        }
    }

    @Test
    void aStoryStatesRecords() {
        ScenarioReport report = ScenarioRunner.run(bundle, compiled);

        assertThat(report.problems()).isEmpty();
        assertThat(report.results())
                .filteredOn(result -> result.file().equals("scenarios/training-plan.yaml"))
                .hasSize(2)
                .allSatisfy(result -> assertThat(result.differences()).isEmpty());
    }

    @Test
    void aRecordOfAStoryThatCannotBeIsNamedWithItsLine() {
        String scenarios = FixtureRules.trainingPlan()
                .get("scenarios/training-plan.yaml")
                .replace("from: 4, kind: training", "from: 4, kind: trainning")
                .replace("instrument: NPS, answeredOn: 5", "instrument: NPSS, answerOn: 5")
                .replace("completedOn: -1", "completedOn: 2026-01-04, price: 5");

        RuleBundle changed = FixtureRules.with(Map.of("scenarios/training-plan.yaml", scenarios));
        assertThat(ScenarioRunner.run(changed, compiled).problems())
                .extracting(FileProblem::describe)
                .containsExactly(
                        "scenarios/training-plan.yaml:6: There is no kind of record 'trainning'. Did you mean 'training'?",
                        "scenarios/training-plan.yaml:7: 'instrument' must be one of NPS, CSAT, CES, OSS, FEEDBACK, not"
                                + " 'NPSS'. Did you mean 'NPS'?",
                        "scenarios/training-plan.yaml:7: A record of the kind 'survey' has no field 'answerOn'. Did you"
                                + " mean 'answeredOn'?",
                        "scenarios/training-plan.yaml:19: 'completedOn' must be a day of the story such as 12, not"
                                + " '2026-01-04'.",
                        "scenarios/training-plan.yaml:19: 'price' must be left out, because judgements read neither lists"
                                + " nor amounts of money, not '5'.");
    }

    private List<String> onDay(int day) {
        AccountFacts facts = new AccountFacts(ACCOUNT, Map.of(), Map.of()).with(records);
        Instant now = OPENED.plus(Duration.ofDays(day));
        RunAdvance advance = engine.advance(run, null, facts, List.of(), List.of(), now);
        run = advance.run();
        return advance.actions().stream().map(PlannedAction::step).toList();
    }

    private void training(int day) {
        Map<String, Object> fields = Map.of("course", "Basics", "completedOn", OPENING_DAY.plusDays(day));
        records.add(new AccountRecord("training", "training-" + records.size(), fields));
    }

    private void survey(Map<String, Object> fields) {
        records.add(new AccountRecord("survey", "survey-" + records.size(), fields));
    }
}
