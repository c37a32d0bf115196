package io.tidewatch.rule.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewatch.rule.FixtureRules;
import io.tidewatch.rule.threshold.AccountFacts;
import io.tidewatch.rule.threshold.Level;
import io.tidewatch.rule.threshold.MetricValue;
import io.tidewatch.rule.threshold.Outcome;
import io.tidewatch.rule.threshold.ThresholdResult;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ThresholdJudgingTest {
    private static final LocalDate DAY = LocalDate.of(2026, 6, 30);
    private static final Instant NOW = Instant.parse("2026-06-30T10:15:00Z");
    private static CompiledBundle compiled;

    @BeforeAll
    static void compileTheFixtureRules() {
        compiled = new BundleCompiler().compile(FixtureRules.bundle());
    }

    @AfterAll
    static void giveItUp() {
        compiled.dispose();
    }

    @ParameterizedTest
    @CsvSource({"29,CLEAR", "30,RAISE", "31,RAISE", "0,CLEAR"})
    void sponsorSilenceRaisesFromDayThirty(int days, Outcome expected) {
        MetricValue age = new MetricValue.Age(DAY.minusDays(days), DAY, Map.of());
        assertThat(judge("days-since-executive-contact", age, "executive-silence")
                        .outcome())
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "1999,10000,RAISE,CLEAR",
        "1,5,CLEAR,CLEAR",
        "2001,10000,CLEAR,CLEAR",
        "1,2,CLEAR,CLEAR",
        "5001,10000,CLEAR,RAISE",
        "0,7,RAISE,CLEAR"
    })
    void powerUsersRaiseBelowTwentyAndAboveFifty(int power, int users, Outcome low, Outcome high) {
        MetricValue value = MetricValue.Known.percent(power, users, 30, DAY);
        assertThat(judge("power-user-percentage", value, "power-users-low").outcome())
                .isEqualTo(low);
        assertThat(judge("power-user-percentage", value, "power-users-high").outcome())
                .isEqualTo(high);
    }

    @ParameterizedTest
    @CsvSource({"8499,10000,CLEAR", "85,100,RAISE", "17,20,RAISE", "120,100,RAISE"})
    void seatsRaiseFromEightyFive(int taken, int bought, Outcome expected) {
        MetricValue value = MetricValue.Known.percent(taken, bought, null, DAY);
        assertThat(judge("seat-utilization", value, "seat-limit").outcome()).isEqualTo(expected);
    }

    @Test
    void anAccountOfWhichNothingIsKnownIsUnknownEverywhere() {
        assertThat(compiled.evaluate(List.of(new AccountFacts("a", Map.of(), Map.of())), NOW)
                        .getFirst())
                .hasSize(4)
                .extracting(ThresholdResult::outcome)
                .containsOnly(Outcome.UNKNOWN);
    }

    @Test
    void anUnknownResultNamesTheHighestLevelOfItsThreshold() {
        MetricValue unknown = new MetricValue.Unknown("not covered");
        assertThat(judge("days-since-executive-contact", unknown, "executive-silence")
                        .level())
                .isEqualTo(Level.AT_RISK);
        assertThat(judge("seat-utilization", unknown, "seat-limit").level()).isEqualTo(Level.OPPORTUNITY);
    }

    @Test
    void beyondWhatTheSourcesCoverAnAgeIsUnknown() {
        MetricValue age = new MetricValue.Age(DAY.minusDays(40), DAY.minusDays(1), Map.of());
        ThresholdResult result = judge("days-since-executive-contact", age, "executive-silence");
        assertThat(result.outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(result.evidence().sentence())
                .isEqualTo(
                        "Not known: Days since executive contact (the sources cover the time up to 2026-06-29 only).");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "No source brings seats.|no source brings seats",
                "ARR is not known.|ARR is not known",
                "no value received yet|no value received yet"
            })
    void theReasonOfAnUnknownValueEndsWithOneFullStop(String reason, String words) {
        ThresholdResult result = judge("seat-utilization", new MetricValue.Unknown(reason), "seat-limit");
        assertThat(result.evidence().sentence()).endsWith(" (" + words + ").");
    }

    @Test
    void denominatorZeroIsUnknown() {
        MetricValue value = MetricValue.Known.percent(0, 0, 30, DAY);
        assertThat(judge("power-user-percentage", value, "power-users-low").outcome())
                .isEqualTo(Outcome.UNKNOWN);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"0|nobody wrote", "1|we wrote once without an answer", "3|we wrote 3 times without an answer"})
    void theEvidenceSaysWhetherWeWroteWithoutAnAnswer(long tries, String words) {
        MetricValue age = new MetricValue.Age(DAY.minusDays(34), DAY, Map.of("unansweredOutreach", tries));
        ThresholdResult result = judge("days-since-executive-contact", age, "executive-silence");
        assertThat(result.level()).isEqualTo(Level.AT_RISK);
        assertThat(result.evidence().sentence())
                .isEqualTo("No two-way contact with an executive sponsor for 34 days; " + words + ".");
    }

    @Test
    void theReasonShowsTheValueOfAMetricWhoseNameEndsInADigit() {
        String metric = FixtureRules.catalogueFiles()
                .get("metrics/seat-utilization.yaml")
                .replace("seat-utilization", "seats-2");
        String drl = """
                package rules;
                rule "Seats" @threshold("seats-again") @level("WATCH") @question("GROW") @because("{seats2} are taken.")
                when $account : Account( seats2 >= 85 ) then flags.raise($account, "seats-again"); end
                """;
        AccountFacts facts = new AccountFacts("acme", Map.of(), Map.of("seats-2", MetricValue.Known.of(90, DAY)));
        try (CompiledBundle other = new BundleCompiler()
                .compile(FixtureRules.with(Map.of("metrics/seats-2.yaml", metric, "thresholds/seats.drl", drl)))) {
            AccountResults results = other.evaluate(List.of(facts), NOW).getFirst();
            assertThat(results.of("seats-again").evidence().sentence()).isEqualTo("90 % are taken.");
        }
    }

    @Test
    void theEvidenceCarriesRuleBoundAndValues() {
        var evidence = judge("seat-utilization", MetricValue.Known.percent(90, 100, null, DAY), "seat-limit")
                .evidence();
        assertThat(evidence.bundleHash()).isEqualTo(compiled.hash());
        assertThat(evidence.file()).isEqualTo("thresholds/seat-limit.drl.csv");
        assertThat(evidence.line()).isEqualTo(8);
        assertThat(evidence.bounds()).containsExactly("seatUtilization >= 85");
        assertThat(evidence.sentence()).isEqualTo("90 % of the seats bought are taken.");
        assertThat(evidence.values()).singleElement().satisfies(value -> {
            assertThat(value.numerator()).isEqualTo(90.0);
            assertThat(value.denominator()).isEqualTo(100.0);
            assertThat(value.value()).isEqualTo(90.0);
            assertThat(value.asOf()).isEqualTo(DAY);
            assertThat(value.definitionHash()).hasSize(64);
        });
    }

    @Test
    void manyAccountsAreJudgedEachByItself() {
        List<AccountFacts> accounts = new ArrayList<>();
        for (int index = 0; index < 1_050; index++) {
            MetricValue value = index % 3 == 0
                    ? new MetricValue.Unknown("not covered")
                    : MetricValue.Known.of(index % 3 == 1 ? 10 : 30, DAY);
            accounts.add(new AccountFacts("a" + index, Map.of(), Map.of("power-user-percentage", value)));
        }
        List<ThresholdResult> results = compiled.evaluate(accounts, NOW).stream()
                .flatMap(List::stream)
                .filter(result -> result.thresholdId().equals("power-users-low"))
                .toList();
        assertThat(results).hasSize(1_050);
        for (int index = 0; index < results.size(); index++) {
            assertThat(results.get(index).accountId()).isEqualTo("a" + index);
            assertThat(results.get(index).outcome())
                    .isEqualTo(index % 3 == 0 ? Outcome.UNKNOWN : index % 3 == 1 ? Outcome.RAISE : Outcome.CLEAR);
        }
    }

    @Test
    void onlyAThresholdThatIsNotAboutCustomersIsJudgedForOthers() {
        String rule = """
                rule "%1$s" @threshold("%1$s") @level("WATCH") @question("%2$s") @because("It is in the west.")
                when $account : Account( %3$s ) then flags.raise($account, "%1$s"); end
                """;
        String west = "region == \"west\"";
        String drl = "package rules;\n"
                + rule.formatted("renewing", "RENEW", west)
                + rule.formatted("growing", "GROW", west)
                + rule.formatted("growing-seats", "GROW", west + ", seatUtilization >= 85");
        AccountFacts left = new AccountFacts(
                "left", Map.of("region", "west"), Map.of("seat-utilization", MetricValue.Known.of(90, DAY)), false);
        try (CompiledBundle other =
                new BundleCompiler().compile(FixtureRules.with(Map.of("thresholds/west.drl", drl)))) {
            AccountResults results = other.evaluate(List.of(left), NOW).getFirst();
            assertThat(results.of("growing").outcome()).isEqualTo(Outcome.RAISE);
            assertThat(List.of(results.of("renewing"), results.of("growing-seats")))
                    .allSatisfy(result -> {
                        assertThat(result.outcome()).isEqualTo(Outcome.NOT_A_CUSTOMER);
                        assertThat(result.level()).isNull();
                        assertThat(result.evidence().sentence()).startsWith("Not a customer:");
                    });
            assertThat(results.of("growing-seats").evidence().values()).hasSize(1);
        }
    }

    @Test
    void factsInTheOrderOfTheBundleAreJudgedLikeOthers() {
        AccountFacts byName = new AccountFacts(
                "acme",
                Map.of("segment", "Enterprise", "unheard-of", "x"),
                Map.of("seat-utilization", MetricValue.Known.of(90, DAY), "unheard-of", MetricValue.Known.of(1, DAY)));
        AccountFacts inOrder = byName.in(compiled.order());
        assertThat(inOrder.attributes()).isEqualTo(Map.of("segment", "Enterprise"));
        assertThat(compiled.evaluate(List.of(inOrder), NOW)).isEqualTo(compiled.evaluate(List.of(byName), NOW));
    }

    @Test
    void aDisposedBundleJudgesNoMore() {
        CompiledBundle other = new BundleCompiler().compile(FixtureRules.bundle());
        other.dispose();
        other.dispose();
        assertThatThrownBy(() -> other.evaluate(List.of(new AccountFacts("a", Map.of(), Map.of())), NOW))
                .isInstanceOf(IllegalStateException.class);
        assertThat(compiled.evaluate(List.of(new AccountFacts("a", Map.of(), Map.of())), NOW))
                .isNotEmpty();
    }

    private static ThresholdResult judge(String metric, MetricValue value, String threshold) {
        return compiled
                .evaluate(List.of(new AccountFacts("acme", Map.of(), Map.of(metric, value))), NOW)
                .getFirst()
                .stream()
                .filter(result -> result.thresholdId().equals(threshold))
                .findFirst()
                .orElseThrow();
    }
}
