package io.tidewatch.rule.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.metric.reading.FileProblem;
import io.tidewatch.rule.FixtureRules;
import io.tidewatch.rule.bundle.RuleBundle;
import io.tidewatch.rule.compile.BundleCompiler;
import io.tidewatch.rule.compile.CompiledBundle;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

/** Scenarios of thresholds of the portfolio. */
class PortfolioScenarioTest {
    private static final String RULES =
            """
            package rules;
            rule "Few seats are taken" @threshold("base-seats") @level("AT_RISK") @question("RENEW") @because("x")
                @healthy("seatUtilization >= 95")
            when
                $portfolio : Portfolio( seatUtilization < 90 )
            then
                flags.raise($portfolio, "base-seats");
            end
            """ + SmallRules.rule("Seats run out", "seats", "WATCH", "", "seatUtilization >= 85");
    private static final String OF_ACCOUNTS = """
            cases:
              - {name: at the bound, values: {seatUtilization: 85}, raised: [seats], levels: {seats: WATCH}}
              - {name: before it, values: {seatUtilization: 84}, raised: []}
            """;
    private static final String OF_PORTFOLIO = """
            cases:
              - name: before the bound
                portfolio: {seatUtilization: 89}
                raised: [base-seats]
                levels: {base-seats: AT_RISK}
              - name: at the bound
                portfolio: {seatUtilization: {numerator: 90, denominator: 100}}
                before: [base-seats]
                raised: []
                healthy: []
              - {name: nearly healthy, portfolio: {seatUtilization: 94}, raised: [], healthy: []}
              - {name: healthy, portfolio: {seatUtilization: 95}, raised: [], healthy: [base-seats]}
              - {name: unknown, portfolio: {seatUtilization: unknown}, raised: [], unknown: [base-seats]}
            """;

    @Test
    void aCaseOfThePortfolioIsJudgedByItsThresholdsAlone() {
        assertThat(problems(OF_ACCOUNTS, OF_PORTFOLIO)).isEmpty();
        assertThat(problems(OF_ACCOUNTS, OF_PORTFOLIO.replace("Utilization: 89", "Utilization: 91")))
                .anyMatch(problem -> problem.contains("'before the bound': raised should be [base-seats] but is []."));
    }

    @Test
    void aThresholdOfThePortfolioNeedsScenarios() {
        assertThat(problems(OF_ACCOUNTS, OF_ACCOUNTS))
                .contains(
                        "scenarios: No scenario raises the threshold 'base-seats'.",
                        "scenarios: No scenario has known values that do not raise the threshold 'base-seats'.");
    }

    @Test
    void aCaseIsAboutAnAccountOrThePortfolio() {
        assertThat(problems(
                        OF_ACCOUNTS,
                        OF_PORTFOLIO.replace(
                                "portfolio: {seatUtilization: 95}",
                                "portfolio: {seatUtilization: 95}, values: {seatUtilization: 1}")))
                .singleElement()
                .asString()
                .startsWith("scenarios/portfolio.yaml:12: A case is about one account");
    }

    @Test
    void aChangeThatNoScenarioNoticesIsNamed() {
        assertThat(unnoticed(OF_PORTFOLIO)).isEmpty();
        assertThat(unnoticed(OF_PORTFOLIO.replace("numerator: 90", "numerator: 92")))
                .containsExactly(
                        "thresholds/seats.drl:2: No scenario notices when 'seatUtilization < 90' becomes 'seatUtilization <= 90'.",
                        "thresholds/seats.drl:2: No scenario notices when 'seatUtilization < 90' becomes 'seatUtilization < 91'.");
    }

    private static List<String> problems(String ofAccounts, String ofPortfolio) {
        return with(
                ofAccounts,
                ofPortfolio,
                (files, compiled) -> ScenarioRunner.runWithCoverage(files, compiled).problems().stream()
                        .map(FileProblem::describe)
                        // The fixture's metrics have no examples here.
                        .filter(problem -> !problem.contains("example"))
                        .toList());
    }

    private static List<String> unnoticed(String ofPortfolio) {
        return with(
                OF_ACCOUNTS,
                ofPortfolio,
                (files, compiled) -> MutationRun.run(files, compiled, "base-seats"::equals).unnoticed().stream()
                        .map(FileProblem::describe)
                        .toList());
    }

    private static <T> T with(String ofAccounts, String ofPortfolio, BiFunction<RuleBundle, CompiledBundle, T> find) {
        Map<String, String> files = new TreeMap<>(FixtureRules.catalogueFiles());
        files.put("thresholds/seats.drl", RULES);
        files.put("scenarios/accounts.yaml", ofAccounts);
        files.put("scenarios/portfolio.yaml", ofPortfolio);
        RuleBundle bundle = RuleBundle.of(files);
        try (CompiledBundle compiled = new BundleCompiler().compile(bundle)) {
            return find.apply(bundle, compiled);
        }
    }
}
