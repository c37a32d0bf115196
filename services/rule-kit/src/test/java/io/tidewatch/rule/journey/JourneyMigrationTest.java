package io.tidewatch.rule.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.metric.Question;
import io.tidewatch.rule.FixtureRules;
import io.tidewatch.rule.compile.BundleCompiler;
import io.tidewatch.rule.compile.CompiledBundle;
import io.tidewatch.rule.judging.AccountInput;
import io.tidewatch.rule.judging.AccountState;
import io.tidewatch.rule.judging.AccountStep;
import io.tidewatch.rule.judging.JudgingCore;
import io.tidewatch.rule.judging.RunStep;
import io.tidewatch.rule.playbook.PlannedAction;
import io.tidewatch.rule.playbook.RunStatus;
import io.tidewatch.rule.threshold.AccountFacts;
import io.tidewatch.rule.threshold.FlagState;
import io.tidewatch.rule.threshold.FlagStatus;
import io.tidewatch.rule.threshold.MetricValue;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An analyst changes a journey while customers are on it. At first seats are due on day 14, and power users on day 40. */
class JourneyMigrationTest {
    private static final String FILE = "journeys/onboarding.yaml";
    private static final String SEATS = "onboarding-first-users";
    private static final String POWER = "onboarding-power";
    private static final String HALF = "onboarding-half";
    private static final String HALF_OF_SEATS = """
              - id: half
                name: Half of the seats are taken
                dueAfter: 20d
                lead: 10d
                met: seatUtilization >= 50
                guidance: Invite the second team.
              - id: power
            """;
    private static final Instant DAY_ZERO = Instant.parse("2026-03-02T09:00:00Z");

    private final Map<String, CompiledBundle> bundles = new HashMap<>();
    private CompiledBundle active;
    private JudgingCore core;
    private AccountState state = AccountState.NEW;
    private String businessModel = "SEAT_BASED";
    private double seats;

    @BeforeEach
    void beginWithTheFirstVersion() {
        activate("", "");
    }

    @AfterEach
    void dispose() {
        bundles.values().forEach(CompiledBundle::dispose);
    }

    @Test
    void aStepThatIsAddedAndWasMetLongAgoIsNeverAskedFor() {
        seats = 60;
        judge(12);
        change("  - id: power\n", HALF_OF_SEATS);
        for (int day = 12; day <= 90; day++) {
            assertThat(asked(judge(day))).doesNotContain(HALF, SEATS);
        }
        assertThat(progress(12)).containsExactly(StepState.MET, StepState.MET, StepState.NOT_YET);
    }

    @Test
    void aStepThatIsAddedAndIsDueIsAskedForOnceAndTheOthersAreNotAskedForAgain() {
        assertThat(asked(judge(12))).containsExactly(SEATS);
        change("  - id: power\n", HALF_OF_SEATS);
        assertThat(asked(judge(12))).containsExactly(HALF);
        assertThat(askedUntil(13, 29)).isEmpty();
    }

    @Test
    void theTaskOfAStepThatIsRemovedEndsAndSaysWhy() {
        judge(12);
        removeTheFirstStep();

        AccountStep step = judge(13);

        assertThat(step.runs())
                .extracting(RunStep::cancelledBecause)
                .containsExactly(
                        "Superseded: the rules no longer have the step 'Every tenth seat is taken' of the journey"
                                + " Onboarding.");
        assertThat(status(SEATS)).isEqualTo(RunStatus.CANCELLED);
        assertThat(step.runs().getFirst().after().cancelReason()).startsWith("Superseded: ");
        assertThat(flag(SEATS).status()).isEqualTo(FlagStatus.UNKNOWN);
        assertThat(flag(SEATS).question()).isEqualTo(Question.NONE);
        assertThat(askedUntil(14, 29)).isEmpty();
    }

    @Test
    void aStepThatReturnsWasAskedForAlready() {
        judge(12);
        removeTheFirstStep();
        judge(13);
        activate("", "");
        assertThat(askedUntil(14, 29)).isEmpty();
    }

    @Test
    void aStepThatIsMovedToALaterDayKeepsItsTask() {
        judge(12);
        change("dueAfter: 14d", "dueAfter: 38d");
        judge(13);
        assertThat(flag(SEATS).status()).isEqualTo(FlagStatus.CLEAR);
        assertThat(status(SEATS)).isEqualTo(RunStatus.OPEN);
        assertThat(askedUntil(14, 90)).containsExactly(POWER);
        assertThat(flag(SEATS).raising()).isEqualTo(1);
    }

    @Test
    void aTaskThatAPersonClosedIsNotOpenedAgainWhenTheStepIsMoved() {
        judge(12);
        state = new AccountState(
                state.flags(), List.of(state.runs().getFirst().closed(RunStatus.FAILED, "They do without.", day(12))));
        change("dueAfter: 14d", "dueAfter: 38d");
        assertThat(askedUntil(13, 90)).containsExactly(POWER);
    }

    @Test
    void aStepThatIsMovedToAnEarlierDayIsAskedForAtOnce() {
        judge(5);
        change("dueAfter: 14d", "dueAfter: 7d");
        assertThat(asked(judge(5))).containsExactly(SEATS);
    }

    @Test
    void aTaskEndsWhenTheJourneyIsForOtherCustomers() {
        judge(12);
        change("for: businessModel == 'SEAT_BASED'", "for: businessModel == 'ENTERPRISE'");
        assertThat(judge(13).runs())
                .extracting(RunStep::cancelledBecause)
                .containsExactly("Superseded: the journey is not for this customer any more.");
        assertThat(askedUntil(14, 90)).isEmpty();
    }

    @Test
    void whoBuysInAnotherWayFromNowOnLeavesTheJourney() {
        judge(12);
        businessModel = "CONSUMPTION";
        judge(13);
        assertThat(status(SEATS)).isEqualTo(RunStatus.CANCELLED);
        assertThat(flag(SEATS).status()).isEqualTo(FlagStatus.CLEAR);
    }

    @Test
    void whileItIsNotKnownWhomTheCustomerIsTheTaskStays() {
        judge(12);
        businessModel = null;
        judge(13);
        assertThat(status(SEATS)).isEqualTo(RunStatus.OPEN);
    }

    private void change(String from, String to) {
        assertThat(FixtureRules.journey().get(FILE)).contains(from);
        activate(from, to);
    }

    private void removeTheFirstStep() {
        String steps = FixtureRules.journey().get(FILE);
        change(steps.substring(steps.indexOf("  - id: first-users"), steps.indexOf("  - id: power")), "");
    }

    /** Makes a version of the journey the active one. */
    private void activate(String from, String to) {
        Map<String, String> files = new HashMap<>(FixtureRules.journey());
        files.keySet().removeIf(file -> file.startsWith("scenarios/"));
        files.computeIfPresent(FILE, (file, text) -> from.isEmpty() ? text : text.replace(from, to));
        CompiledBundle bundle = new BundleCompiler().compile(FixtureRules.with(files));
        if (bundles.containsKey(bundle.hash())) {
            bundle.dispose();
        }
        active = bundles.computeIfAbsent(bundle.hash(), hash -> bundle);
        core = new JudgingCore(active, hash -> Optional.ofNullable(bundles.get(hash)));
    }

    private List<StepState> progress(int day) {
        return active.progress(facts(), day(day)).stream()
                .map(JourneyProgress::state)
                .toList();
    }

    private List<String> askedUntil(int from, int until) {
        List<String> asked = new ArrayList<>();
        for (int day = from; day <= until; day++) {
            asked.addAll(asked(judge(day)));
        }
        return asked;
    }

    private AccountStep judge(int day) {
        AccountInput account = new AccountInput(state, facts(), List.of(), List.of());
        AccountStep step = core.step(List.of(account), day(day)).getFirst();
        state = step.after();
        return step;
    }

    private AccountFacts facts() {
        Map<String, MetricValue> values = Map.of(
                "days-since-start", new MetricValue.Age(LocalDate.of(2026, 3, 2), null, Map.of()),
                "seat-utilization", MetricValue.Known.of(seats, null),
                "power-user-percentage", MetricValue.Known.of(0, null));
        return new AccountFacts(
                "acme", businessModel == null ? Map.of() : Map.of("businessModel", businessModel), values);
    }

    /** The tasks of a judgement; reminders ask for nothing new. */
    private static List<String> asked(AccountStep step) {
        return step.runs().stream()
                .flatMap(run -> run.actions().stream())
                .map(PlannedAction::step)
                .filter(action -> !action.endsWith("-reminder"))
                .toList();
    }

    private RunStatus status(String playbook) {
        return state.runs().stream()
                .map(run -> run.run())
                .filter(run -> run.playbookId().equals(playbook))
                .findFirst()
                .orElseThrow()
                .status();
    }

    private FlagState flag(String threshold) {
        return state.flags().stream()
                .filter(flag -> flag.thresholdId().equals(threshold))
                .findFirst()
                .orElseThrow();
    }

    private static Instant day(int day) {
        return DAY_ZERO.plus(Duration.ofDays(day));
    }
}
