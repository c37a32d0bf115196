package io.tidewatch.rule.compile;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.metric.Question;
import io.tidewatch.rule.FixtureRules;
import io.tidewatch.rule.bundle.RuleBundle;
import io.tidewatch.rule.judging.AccountInput;
import io.tidewatch.rule.judging.AccountState;
import io.tidewatch.rule.judging.AccountStep;
import io.tidewatch.rule.judging.JudgingCore;
import io.tidewatch.rule.threshold.AccountFacts;
import io.tidewatch.rule.threshold.EvidenceValue;
import io.tidewatch.rule.threshold.FlagState;
import io.tidewatch.rule.threshold.FlagStatus;
import io.tidewatch.rule.threshold.Level;
import io.tidewatch.rule.threshold.MetricValue;
import io.tidewatch.rule.threshold.Outcome;
import io.tidewatch.rule.threshold.ThresholdDefinition;
import io.tidewatch.rule.threshold.ThresholdResult;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Thresholds over the figures of all customers, in rules and in tables. */
class PortfolioThresholdTest {
    private static final LocalDate DAY = LocalDate.of(2026, 6, 30);
    private static final Instant NOW = Instant.parse("2026-06-30T10:15:00Z");

    private static final String RULES = """
            package rules;
            rule "Few seats are taken" @threshold("base-seats") @level("AT_RISK") @question("RENEW")
                @because("Only {seatUtilization} of all seats are taken.") @message("base-notice")
                @clear("seatUtilization >= 92") @healthy("seatUtilization >= 95")
            when
                $portfolio : Portfolio( seatUtilization < 90 )
            then
                flags.raise($portfolio, "base-seats");
            end
            rule "Seats of one account" @threshold("own-seats") @level("WATCH") @question("RENEW") @because("x")
            when
                $account : Account( seatUtilization < 90 )
            then
                flags.raise($account, "own-seats");
            end
            """;
    private static final String TABLE = """
            RuleTable Seats of all
            CONDITION,METADATA,METADATA,METADATA,METADATA,METADATA,METADATA,ACTION
            $portfolio : Portfolio...,,,,,,,
            seatUtilization < $param,"threshold(""$param"")","level(""$param"")","question(""$param"")","because(""x"")",\
            "clear(""seatUtilization >= $param"")","healthy(""seatUtilization >= $param"")","flags.raise($portfolio, ""$param"");"
            Below,Threshold,Level,Question,Because,Clear,Healthy,Raise
            90%,table-seats,AT_RISK,RENEW,x,92,95,table-seats
            """;
    private static final String NOTICE = """
            id: base-notice
            subject: "Seats of the portfolio{#if flag.level}: {flag.level}{#else} recovered{/if}"
            text: |
              {flag.sentence} {metric.seatUtilization} of {metric.arr}
            html: |
              <p>{flag.sentence} {metric.seatUtilization.explanation}</p>
            """;
    private static CompiledBundle compiled;

    @BeforeAll
    static void compile() {
        Map<String, String> files = FixtureRules.catalogueFiles();
        files.put("thresholds/base.drl", RULES);
        files.put("thresholds/base.drl.csv", TABLE);
        files.put("messages/base-notice.yaml", NOTICE);
        compiled = new BundleCompiler().compile(RuleBundle.of(files));
    }

    @AfterAll
    static void giveItUp() {
        compiled.dispose();
    }

    @ParameterizedTest
    @CsvSource({"89.99,RAISE,AT_RISK", "90,STAYS,", "91.99,STAYS,", "92,CLEAR,", "94.99,CLEAR,", "95,CLEAR,HEALTHY"})
    void theFigureOfAllCustomersIsJudgedAtEachBound(double seats, Outcome outcome, Level level) {
        for (String threshold : List.of("base-seats", "table-seats")) {
            ThresholdResult result = judge(threshold, figures(seats));
            assertThat(result.outcome()).as(threshold).isEqualTo(outcome);
            assertThat(result.level()).as(threshold).isEqualTo(level);
        }
    }

    @Test
    void anUnknownFigureSatisfiesNoBound() {
        for (AccountFacts facts : List.of(
                CompiledPortfolio.facts(Map.of()),
                CompiledPortfolio.facts(Map.of("seat-utilization", new MetricValue.Unknown("no source"))))) {
            for (String threshold : List.of("base-seats", "table-seats")) {
                assertThat(judge(threshold, facts).outcome()).isEqualTo(Outcome.UNKNOWN);
            }
        }
    }

    @Test
    void accountsAndThePortfolioAreJudgedApart() {
        assertThat(compiled.thresholds()).extracting(ThresholdDefinition::id).containsExactly("own-seats");
        assertThat(compiled.portfolio().thresholds())
                .extracting(ThresholdDefinition::id)
                .containsExactly("base-seats", "table-seats");
        AccountFacts account =
                new AccountFacts("acme", Map.of(), Map.of("seat-utilization", MetricValue.Known.of(10, DAY)));
        assertThat(compiled.evaluate(List.of(account), NOW).getFirst())
                .extracting(ThresholdResult::thresholdId)
                .containsExactly("own-seats");
    }

    @Test
    void theEvidenceShowsWhatTheFigureIsMadeOf() {
        ThresholdResult result = judge(
                "base-seats",
                CompiledPortfolio.facts(Map.of(
                        "seat-utilization",
                        new MetricValue.Known(85, 850.0, 1000.0, null, DAY, null, Map.of("accounts", 12L)))));
        assertThat(result.evidence().sentence()).isEqualTo("Only 85 % of all seats are taken.");
        assertThat(result.evidence().bounds())
                .containsExactly(
                        "seatUtilization < 90",
                        "clear when seatUtilization >= 92",
                        "healthy when seatUtilization >= 95");
        EvidenceValue value = result.evidence().values().getFirst();
        assertThat(value.numerator()).isEqualTo(850);
        assertThat(value.denominator()).isEqualTo(1000);
        assertThat(value.details()).containsEntry("accounts", 12L);
    }

    @Test
    void theCoreRaisesKeepsAndClearsItsFlag() {
        JudgingCore core = new JudgingCore(compiled.portfolio().bundle());
        AccountState state = AccountState.NEW;
        Instant now = NOW;
        FlagStatus[] expected = {FlagStatus.CLEAR, FlagStatus.RAISED, FlagStatus.RAISED, FlagStatus.CLEAR};
        double[] seats = {95, 89, 91, 92};
        for (int day = 0; day < seats.length; day++, now = now.plus(Duration.ofDays(1))) {
            AccountStep step = core.step(
                            List.of(new AccountInput(state, figures(seats[day]), List.of(), List.of())), now)
                    .getFirst();
            state = step.after();
            FlagState flag = state.flags().stream()
                    .filter(one -> one.thresholdId().equals("base-seats"))
                    .findFirst()
                    .orElseThrow();
            assertThat(flag.status()).as("day %d", day).isEqualTo(expected[day]);
            assertThat(flag.accountId()).isEqualTo(CompiledPortfolio.ID);
            assertThat(flag.question()).isEqualTo(Question.RENEW);
        }
    }

    @Test
    void itsMessageIsReadyToBeRenderedAndItsMetricsAreAskedFor() {
        assertThat(compiled.portfolio().notice("base-seats").text())
                .contains("{metric.seatUtilization.text}", "{metric.arr.text}");
        assertThat(compiled.portfolio().notice("table-seats")).isNull();
        assertThat(compiled.portfolio().metricIds()).containsExactly("arr", "seat-utilization");
    }

    private static ThresholdResult judge(String threshold, AccountFacts figures) {
        return compiled.portfolio()
                .bundle()
                .evaluate(List.of(figures), NOW)
                .getFirst()
                .of(threshold);
    }

    private static AccountFacts figures(double seats) {
        return CompiledPortfolio.facts(Map.of("seat-utilization", MetricValue.Known.of(seats, DAY)));
    }
}
