package io.tidewatch.rule.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.rule.FixtureRules;
import io.tidewatch.rule.compile.BundleCompiler;
import io.tidewatch.rule.compile.CompiledBundle;
import io.tidewatch.rule.threshold.AccountFacts;
import io.tidewatch.rule.threshold.MetricValue;
import io.tidewatch.rule.threshold.Outcome;
import io.tidewatch.rule.threshold.ThresholdResult;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A journey of which records say when its steps were met: seats by day 14, power users by day 40, and steps of the customer's own. It
 * is stalled after 20 days without a step.
 */
class StalledJourneyTest {
    private static final LocalDate START = LocalDate.of(2026, 3, 2);
    private static final String DATED = """
            id: onboarding
            name: Onboarding
            for: businessModel == 'SEAT_BASED'
            start: daysSinceStart
            stallDays: 20
            missedAfter: 60d
            message: journey-step
            ownSteps: {late: ownStepsLate, metSince: daysSinceOwnStep}
            steps:
              - {id: seats, name: Seats are taken, dueAfter: 14d, lead: 4d, met: seatUtilization >= 10, metSince: daysSinceSeats, guidance: Ask.}
              - {id: power, name: Power users, dueAfter: 40d, lead: 10d, met: powerUserPercentage >= 20, metSince: daysSincePower, guidance: Show.}
            """;
    private static final String METRIC = """
            id: %s
            name: A number of days or of steps
            description: For a test.
            questions: [NONE]
            type: LEADING
            focusArea: Onboarding
            stages: [IMPLEMENTATION]
            journeyStep: ONBOARDING
            unit: %s
            direction: CONTEXT
            status: TRACKED
            measures: {happened: %s}
            population: everyone
            value: %s
            """;
    private static final Integer NEVER = null;

    private static CompiledBundle bundle;

    private final Map<String, MetricValue> values = new HashMap<>();
    private LocalDate today;

    @BeforeAll
    static void compile() {
        Map<String, String> files = new HashMap<>(FixtureRules.journey());
        files.put("journeys/onboarding.yaml", DATED);
        for (String id : List.of("days-since-seats", "days-since-power", "days-since-own-step")) {
            files.put(
                    "metrics/" + id + ".yaml",
                    METRIC.formatted(id, "DAYS", "{first: startDate, of: contract_period}", "daysSince(happened)")
                            + "overAccounts: mean\n");
        }
        files.put(
                "metrics/own-steps-late.yaml",
                METRIC.formatted("own-steps-late", "NUMBER", "{count: contract_period}", "happened"));
        bundle = new BundleCompiler().compile(FixtureRules.with(files));
    }

    @AfterAll
    static void dispose() {
        bundle.dispose();
    }

    @ParameterizedTest
    @CsvSource({
        "19,,,CLEAR, the customer began 19 days ago",
        "20,,,RAISE, for 20 days no step was met and the first is late",
        "32,13,,CLEAR, the first was met 19 days ago",
        "33,13,,CLEAR, the second is not due yet",
        "40,13,,CLEAR, the second is due today",
        "41,13,,RAISE, the second is late and the first was met 28 days ago",
        "41,22,,CLEAR, the first was met late 19 days ago",
        "42,22,,RAISE, the first was met late 20 days ago",
        "33,,14,CLEAR, the second was met early 19 days ago",
        "34,,14,RAISE, the second was met early 20 days ago",
        "60,50,51,CLEAR, all are met",
        "99,,51,CLEAR, the first is given up",
    })
    void aJourneyIsStalledAfterDaysWithoutAStepWhileOneIsLate(
            int day, Integer seatsOn, Integer powerOn, Outcome expected, String why) {
        account(day, seatsOn, powerOn);
        assertThat(stalled().outcome()).as(why).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"39,CLEAR", "40,RAISE"})
    void aStepOfItsOwnIsProgressToo(int day, Outcome expected) {
        account(day, NEVER, NEVER);
        ownSteps(0, 20);
        assertThat(stalled().outcome()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"69,1,CLEAR", "70,1,RAISE", "70,0,CLEAR"})
    void aStepOfItsOwnThatIsLateStallsItWhenAllOthersAreMet(int day, int late, Outcome expected) {
        account(day, 13, 50);
        ownSteps(late, NEVER);
        assertThat(stalled().outcome()).isEqualTo(expected);
    }

    @Test
    void whileItIsNotKnownWhenAStepWasMetNobodyKnowsWhetherItIsStalled() {
        account(20, NEVER, NEVER);
        values.put("days-since-power", new MetricValue.Unknown("not covered"));
        assertThat(stalled().outcome()).isEqualTo(Outcome.UNKNOWN);
    }

    @ParameterizedTest
    @CsvSource({"40,CLEAR", "41,UNKNOWN", "99,UNKNOWN", "100,CLEAR"})
    void whatIsNotKnownOfAStepMattersFromTheDayItIsLateUntilItIsGivenUp(int day, Outcome expected) {
        account(day, 13, NEVER);
        values.put("power-user-percentage", new MetricValue.Unknown("nobody has a seat"));
        assertThat(stalled().outcome()).isEqualTo(expected);
    }

    @Test
    void theReasonSaysForHowLongNothingHappened() {
        account(41, 13, NEVER);
        assertThat(stalled().evidence().sentence())
                .isEqualTo("'Power users' is due on day 40 of the journey Onboarding, which the customer began 41 days"
                        + " ago. It is still open, and no step was met in the last 20 days.");
        account(70, 13, 50);
        ownSteps(2, NEVER);
        assertThat(stalled().evidence().sentence()).contains("that are late: 2.");
    }

    @Test
    void milestonesTravelWithTheValuesWhereOwnStepsCount() {
        assertThat(bundle.judgedKinds()).containsExactly("milestone");
    }

    @Test
    void aStepThatIsMetHasItsDayAndAnOpenOneHasNone() {
        account(41, 13, NEVER);
        assertThat(bundle.progress(facts(), instant()))
                .extracting(JourneyProgress::metOn)
                .containsExactly(START.plusDays(13), null);
        values.put("days-since-seats", new MetricValue.Unknown("not covered"));
        assertThat(bundle.progress(facts(), instant()).getFirst().metOn()).isNull();
    }

    /** An account on a day of its journey; its steps were met on those days of it. Until then days count from the start. */
    private void account(int day, Integer seatsOn, Integer powerOn) {
        today = START.plusDays(day);
        values.put("days-since-start", since(0));
        values.put("seat-utilization", MetricValue.Known.of(seatsOn == null ? 9 : 10, null));
        values.put("power-user-percentage", MetricValue.Known.of(powerOn == null ? 19 : 20, null));
        values.put("days-since-seats", since(seatsOn == null ? 0 : seatsOn));
        values.put("days-since-power", since(powerOn == null ? 0 : powerOn));
        ownSteps(0, NEVER);
    }

    private void ownSteps(int late, Integer metOn) {
        values.put("own-steps-late", MetricValue.Known.of(late, null));
        values.put("days-since-own-step", since(metOn == null ? 0 : metOn));
    }

    private static MetricValue since(int day) {
        return new MetricValue.Age(START.plusDays(day), null, Map.of());
    }

    private ThresholdResult stalled() {
        return bundle.evaluate(List.of(facts()), instant()).getFirst().of(JourneyDefinition.STALLED);
    }

    private AccountFacts facts() {
        return new AccountFacts("acme", Map.of("businessModel", "SEAT_BASED"), values);
    }

    private Instant instant() {
        return Instant.parse(today + "T09:00:00Z");
    }
}
