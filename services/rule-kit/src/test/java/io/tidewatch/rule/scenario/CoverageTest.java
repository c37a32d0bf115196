package io.tidewatch.rule.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.metric.reading.FileProblem;
import io.tidewatch.rule.FixtureRules;
import io.tidewatch.rule.bundle.RuleBundle;
import io.tidewatch.rule.compile.BundleCompiler;
import io.tidewatch.rule.compile.CompiledBundle;
import io.tidewatch.rule.compile.RowChecks;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Rules and rows that no scenario fires, or that none leaves silent. */
class CoverageTest {
    private static final String TWO_RULES = SmallRules.rule("Any", "seats", "WATCH", "", "seatUtilization >= 85")
            + SmallRules.rule(
                    "Of seats", "seats", "WATCH", "", "seatUtilization >= 80, businessModel == \"SEAT_BASED\"");

    @Test
    void aRuleThatNoScenarioFiresIsNamedAlthoughItsThresholdIsRaised() {
        assertThat(uncovered(TWO_RULES, """
                cases:
                  - {name: any, account: {businessModel: ENTERPRISE}, values: {seatUtilization: 85}, raised: [seats]}
                  - {name: below, account: {businessModel: SEAT_BASED}, values: {seatUtilization: 79}, raised: []}
                """))
                .containsExactly(
                        "thresholds/seats.drl:8: There is no scenario in which the rule 'Of seats' of the threshold 'seats' fires.");
    }

    @Test
    void anAccountThatTheRuleIsNotAboutDoesNotShowThatItStaysSilent() {
        String cases = """
                cases:
                  - {name: any, account: {businessModel: SEAT_BASED}, values: {seatUtilization: 85}, raised: [seats]}
                  - {name: below, account: {businessModel: ENTERPRISE}, values: {seatUtilization: 79}, raised: []}
                  - {name: unknown, account: {businessModel: SEAT_BASED}, raised: []}
                """;
        assertThat(uncovered(TWO_RULES, cases))
                .containsExactly(
                        "thresholds/seats.drl:8: There is no scenario in which the rule 'Of seats' of the threshold"
                                + " 'seats' knows its values and does not fire.");
        assertThat(uncovered(TWO_RULES, cases + """
                  - {name: inside, account: {businessModel: SEAT_BASED}, values: {seatUtilization: 79}, raised: []}
                """)).isEmpty();
    }

    @Test
    void aJudgementThatNoStoryHoldsIsNamed() {
        String file = "playbooks/executive-re-engagement.drl";
        String rules = FixtureRules.bundle().files().get(file);
        RuleBundle bundle = FixtureRules.with(Map.of(file, rules + """

                rule "A training counts, too"
                    @playbook("executive-re-engagement")
                when
                    $run : Run()
                    $training : Touchpoint( account == $run.account, meetingKind == "TRAINING" )
                then
                    judgements.hold($run, "response", $training);
                end
                """));
        int line = (int) rules.lines().count() + 2;
        try (CompiledBundle compiled = new BundleCompiler().compile(bundle)) {
            assertThat(ScenarioRunner.runWithCoverage(bundle, compiled).problems())
                    .singleElement()
                    .extracting(FileProblem::describe)
                    .isEqualTo(file + ":" + line
                            + ": There is no scenario in which the rule 'A training counts, too' of the"
                            + " playbook 'executive-re-engagement' holds 'response'.");
        }
    }

    @Test
    void aMetricThatNothingComputesYetNeedsItsExamples() {
        String arr = FixtureRules.bundle().files().get("metrics/arr.yaml");
        RuleBundle bundle = FixtureRules.with(Map.of(
                "metrics/revenue.yaml",
                arr.replace("id: arr\n", "id: revenue\n")
                        .replaceFirst("name: .*", "name: Revenue")
                        .replace("status: TRACKED", "status: AVAILABLE"),
                "scenarios/metrics/revenue.yaml",
                """
                revenue:
                  - name: twelve months
                    asOf: 2026-06-30
                    records: {contract_period: [{startDate: 2026-01-01, mrr: 100 USD}]}
                    expect: {value: 1200 USD}
                """));
        try (CompiledBundle compiled = new BundleCompiler().compile(bundle)) {
            assertThat(ScenarioRunner.runWithCoverage(bundle, compiled).problems())
                    .extracting(FileProblem::describe)
                    .containsExactly("scenarios: The metric 'revenue' has no example without a value.");
        }
    }

    @Test
    void aRowIsJudgedAtEachOfItsBoundsAndAStepToEitherSide() {
        String table = """
                RuleSet,rules,,,,,,
                RuleTable Seats,,,,,,,
                CONDITION,CONDITION,METADATA,METADATA,METADATA,METADATA,METADATA,ACTION
                $account : Account...,$account : Account...,,,,,,
                businessModel,seatUtilization >= $param,"threshold(""$param"")","level(""$param"")","question(""$param"")","because(""x"")","clear(""seatUtilization < $param"")","flags.raise($account, ""$param"");"
                Model,Seats,Threshold,Level,Question,Because,Clear,Raise
                SEAT_BASED,85,seats,WATCH,GROW,x,80,seats
                ,90,seats,WATCH,GROW,x,,seats
                """;
        List<RowChecks.Check> checks = SmallRules.with(
                table,
                "cases: [{name: none, values: {seatUtilization: 1}, raised: []}]",
                (files, bundle) -> RowChecks.run(bundle, Instant.EPOCH));
        assertThat(checks).allMatch(RowChecks.Check::passed);
        assertThat(checks.stream().map(check -> check.line() + " " + check.account() + " " + check.actual()))
                .containsExactly(
                        "7 businessModel SEAT_BASED, seatUtilization 85 RAISE",
                        "7 businessModel SEAT_BASED, seatUtilization 84 STAYS",
                        "7 businessModel SEAT_BASED, seatUtilization 86 RAISE",
                        "7 businessModel SEAT_BASED, seatUtilization 79 CLEAR",
                        "7 businessModel SEAT_BASED, seatUtilization 80 STAYS",
                        "7 businessModel SEAT_BASED, seatUtilization 81 STAYS",
                        "8 businessModel SEAT_BASED, seatUtilization 90 RAISE",
                        "8 businessModel SEAT_BASED, seatUtilization 89 RAISE",
                        "8 businessModel SEAT_BASED, seatUtilization 91 RAISE");
    }

    private static List<String> uncovered(String rules, String scenarios) {
        return SmallRules.with(
                rules, scenarios, (files, bundle) -> ScenarioRunner.runWithCoverage(files, bundle).problems().stream()
                        .map(FileProblem::describe)
                        .filter(problem -> !problem.startsWith("scenarios: "))
                        .toList());
    }
}
