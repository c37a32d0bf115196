package io.tidewatch.rule.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.metric.reading.FileProblem;
import io.tidewatch.rule.FixtureRules;
import io.tidewatch.rule.bundle.RuleBundle;
import io.tidewatch.rule.compile.BundleCompiler;
import io.tidewatch.rule.compile.CompiledBundle;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Scenarios of thresholds that have bounds to be clear and healthy, and a minimum duration. */
class ScenarioBoundsTest {
    private static final String RULES = """
            package rules;
            rule "Seats run out" @threshold("seats") @level("WATCH") @question("GROW") @because("x")
                @clear("seatUtilization < 80") @healthy("seatUtilization < 60")
            when
                $account : Account( seatUtilization >= 85 )
            then
                flags.raise($account, "seats");
            end
            rule "Seats run out for three days" @threshold("seats-3d") @level("WATCH") @question("GROW") @because("x")
                @for("3d") @clear("seatUtilization < 80")
            when
                $account : Account( seatUtilization >= 85 )
            then
                flags.raise($account, "seats-3d");
            end
            """;

    @Test
    void aCaseSaysWhatWasRaisedBeforeAndWhatIsHealthy() {
        assertThat(differences("""
                cases:
                  - {name: raised, values: {seatUtilization: 85}, raised: [seats], healthy: []}
                  - {name: between, values: {seatUtilization: 84}, raised: [], unknown: [], healthy: []}
                  - {name: stays, values: {seatUtilization: 80}, before: [seats], raised: [seats]}
                  - {name: cleared, values: {seatUtilization: 79.99}, before: [seats], raised: [], healthy: []}
                  - {name: healthy, values: {seatUtilization: 59.99}, raised: [], healthy: [seats]}
                  - {name: wrong, values: {seatUtilization: 60}, before: [seats], raised: [seats], healthy: [seats]}
                """))
                .containsExactly("raised should be [seats] but is [].", "healthy should be [seats] but is [].");
    }

    /** To YAML what is behind the comma is a key without a value. */
    @Test
    void aDecimalCommaIsNamed() {
        String scenarios = "cases:\n  - {name: a, values: {seatUtilization: 84,9}, raised: []}\n";
        List<FileProblem> problems = SmallRules.with(
                SmallRules.rule("r", "seats", "WATCH", "", "seatUtilization >= 85"),
                scenarios,
                (bundle, compiled) -> ScenarioRunner.run(bundle, compiled).problems());
        assertThat(problems)
                .containsExactly(new FileProblem(
                        "scenarios/seats.yaml",
                        2,
                        "A number has a decimal point; behind the comma a key would begin.",
                        "84.9"));
    }

    @Test
    void aCaseCountsWhatIsCrossedAndAStoryWhatIsCrossedLongEnough() {
        assertThat(differences("""
                cases:
                  - {name: crossed, values: {seatUtilization: 85}, raised: [seats-3d]}
                stories:
                  - name: crossed from day 1 on, between the bounds from day 5 on
                    values:
                      - {from: 0, seatUtilization: 50}
                      - {from: 1, seatUtilization: 90}
                      - {from: 5, seatUtilization: 82}
                      - {from: 7, seatUtilization: 79}
                    until: 8
                    expect:
                      - {day: 4, raised: [seats-3d]}
                      - {day: 7, cleared: [seats-3d]}
                """)).isEmpty();
    }

    @Test
    void aFlagThatBecomesHealthyIsNotClearedASecondTime() {
        assertThat(differences("""
                stories:
                  - name: healthier every day
                    values:
                      - {from: 0, seatUtilization: 90}
                      - {from: 1, seatUtilization: 70}
                      - {from: 2, seatUtilization: 50}
                    until: 3
                    expect:
                      - {day: 0, raised: [seats]}
                      - {day: 1, cleared: [seats]}
                """)).isEmpty();
    }

    @Test
    void aStorySaysAtWhichLevelAFlagIsRaisedAndThatTheLevelRises() {
        String rules = RULES.replace("seatUtilization >= 85 )", "seatUtilization >= 85, seatUtilization < 95 )") + """
                rule "Seats have run out" @threshold("seats") @level("AT_RISK") @question("GROW") @because("x")
                when
                    $account : Account( seatUtilization >= 95 )
                then
                    flags.raise($account, "seats");
                end
                """;
        String story = """
                stories:
                  - name: fuller every day
                    values: [{from: 0, seatUtilization: 90}, {from: 1, seatUtilization: 95}]
                    until: 2
                    expect:
                      - {day: 0, raised: [seats], levels: {seats: WATCH}}
                      - {day: 1, raised: [seats], levels: {seats: AT_RISK}}
                """;
        assertThat(differences(rules, story)).isEmpty();
        assertThat(differences(rules, story.replace("AT_RISK", "WATCH")))
                .containsExactly("day 1, the level of 'seats' should be WATCH but is AT_RISK.");
    }

    @Test
    void theLevelOfAFlagThatIsNotRaisedThatDayIsNotALevel() {
        assertThat(report(RULES, """
                        stories:
                          - name: levels without a flag
                            values: [{from: 0, seatUtilization: 50}]
                            until: 1
                            expect: [{day: 1, levels: {seats: WATCH}}]
                        """).unreadable())
                .extracting(FileProblem::describe)
                .containsExactly("scenarios/seats.yaml:5: 'levels' is about flags that are raised on this day, and"
                        + " 'seats' is not among those under 'raised'.");
    }

    private static List<String> differences(String scenarios) {
        return differences(RULES, scenarios);
    }

    private static List<String> differences(String rules, String scenarios) {
        ScenarioReport report = report(rules, scenarios);
        assertThat(report.unreadable()).isEmpty();
        return report.results().stream()
                .flatMap(result -> result.differences().stream())
                .toList();
    }

    private static ScenarioReport report(String rules, String scenarios) {
        Map<String, String> files = FixtureRules.catalogueFiles();
        files.put("thresholds/seats.drl", rules);
        files.put("scenarios/seats.yaml", scenarios);
        RuleBundle bundle = RuleBundle.of(files);
        try (CompiledBundle compiled = new BundleCompiler().compile(bundle)) {
            return ScenarioRunner.run(bundle, compiled);
        }
    }
}
