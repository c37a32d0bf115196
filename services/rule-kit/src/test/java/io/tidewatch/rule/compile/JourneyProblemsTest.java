package io.tidewatch.rule.compile;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.metric.reading.FileProblem;
import io.tidewatch.rule.FixtureRules;
import io.tidewatch.rule.bundle.RuleBundle;
import io.tidewatch.rule.scenario.ScenarioReport;
import io.tidewatch.rule.scenario.ScenarioRunner;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is refused in the file of a journey, and what its checks find. */
class JourneyProblemsTest extends ChangedRules {
    private static final String FILE = "journeys/onboarding.yaml";

    @BeforeEach
    void addTheJourney() {
        files.putAll(FixtureRules.journey());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "met: seatUtilization >= 10 | met: seatUse >= 10 | 13 | 'met': Account has no property 'seatUse'",
                "met: seatUtilization >= 10 | met: seatUtilization => 10 | 13 | Did you mean '>='?",
                "met: seatUtilization >= 10 | met: seatUtilization >= 10 and arr > 0 | 13 | Did you mean '&&'?",
                "met: seatUtilization >= 10 | met: segment == 'X' | 13 | 'met' must read a metric",
                "met: seatUtilization >= 10 | met: '$seats : seatUtilization' | 13 | need no names",
                "met: seatUtilization >= 10 | met: new Object() | 13 | 'met':",
                "met: seatUtilization >= 10 | met: seatUtilization >= 10 ) then flags | 13 | 'met':",
                "met: seatUtilization >= 10 | met: 1 == 1 | 13 | 'met': A condition must read a property of Account",
                "for: businessModel == 'SEAT_BASED' | for: seatUtilization > 0 | 3 | 'seatUtilization' is about a metric",
                "for: businessModel == 'SEAT_BASED' | for: businessModel == 'SEATS' | 3 | it must be one of ENTERPRISE",
                "start: daysSinceStart | start: daysSinceStrat | 4 | Did you mean 'daysSinceStart'?",
                "start: daysSinceStart | start: seatUtilization | 4 | There is no tracked metric in days",
                "guidance: Ask the champion whom to invite first. | metSince: seatUtilization | 14 | There is no tracked metric in days",
                "stallDays: 20 | stallDays: 60 | 5 | 'stallDays' must be less than 'missedAfter'",
                "lead: 4d | lead: 15d | 12 | 'lead' is longer than 'dueAfter'",
                "lead: 4d | lead: 0d | 12 | 'lead' must be a number of days such as 14d",
                "dueAfter: 40d | dueAfter: 13d | 15 | 'power' is due before 'first-users'",
                "id: power | id: first-users | 15 | There are two steps 'first-users'",
                "message: journey-step | message: journey-stp | 7 | Did you mean 'journey-step'?",
                "id: onboarding | id: on-boarding | 1 | must be named on-boarding.yaml",
            })
    void mistakesAreNamedWithTheirLine(String from, String to, int line, String words) {
        change(FILE, from, to);
        assertThat(problems())
                .anySatisfy(problem ->
                        assertThat(problem).startsWith(FILE + ":" + line + ": ").contains(words));
    }

    @Test
    void aPlaybookOfTheAnalystCannotHaveTheIdOfAStep() {
        files.put(
                "playbooks/onboarding-power.playbook.yaml",
                files.get(PLAYBOOK).replace("id: executive-re-engagement", "id: onboarding-power"));
        assertAmong(FILE + ":15", "There is already a playbook 'onboarding-power'");
    }

    @Test
    void aJourneyWithoutAScenarioIsNamed() {
        assertThat(report().problems()).isEmpty();
        files.remove("scenarios/onboarding.yaml");
        assertThat(report().problems()).extracting(FileProblem::describe).anySatisfy(problem -> assertThat(problem)
                .startsWith(FILE)
                .contains("No scenario raises the threshold of a step of the journey 'onboarding'"));
    }

    @Test
    void theBoundsOfEachStepAreCheckedWithoutAScenario() {
        try (CompiledBundle bundle = new BundleCompiler().compile(RuleBundle.of(files))) {
            assertThat(RowChecks.run(bundle, Instant.parse("2026-03-02T09:00:00Z")))
                    .filteredOn(check -> check.file().equals(FILE))
                    .allMatch(RowChecks.Check::passed)
                    .extracting(RowChecks.Check::account)
                    .contains(
                            "businessModel SEAT_BASED, daysSinceStart 9, seatUtilization 9",
                            "businessModel SEAT_BASED, daysSinceStart 10, seatUtilization 9",
                            "businessModel SEAT_BASED, daysSinceStart 74, seatUtilization 9");
        }
    }

    private ScenarioReport report() {
        RuleBundle bundle = RuleBundle.of(files);
        try (CompiledBundle compiled = new BundleCompiler().compile(bundle)) {
            return ScenarioRunner.runWithCoverage(bundle, compiled);
        }
    }
}
