package io.tidewatch.rule.compile;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.rule.FixtureRules;
import io.tidewatch.rule.bundle.RuleBundle;
import io.tidewatch.rule.threshold.AccountFacts;
import io.tidewatch.rule.threshold.Level;
import io.tidewatch.rule.threshold.MetricValue;
import io.tidewatch.rule.threshold.Outcome;
import io.tidewatch.rule.threshold.ThresholdDefinition;
import io.tidewatch.rule.threshold.ThresholdResult;
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

/** Thresholds with bounds at which they are clear and healthy, in rules and in tables. */
class ThresholdBoundsTest {
    private static final LocalDate DAY = LocalDate.of(2026, 6, 30);
    private static final Instant NOW = Instant.parse("2026-06-30T10:15:00Z");

    private static final String RULES = """
            package rules;
            rule "Seats run out: any" @threshold("seats") @level("OPPORTUNITY") @question("GROW")
                @because("{seatUtilization} of the seats are taken.") @for("36h") @hold("14d") @owner("CSM")
                @source("Agreed with Sales on 1 March") @reviewBy("2027-01-31") @reviewEvery("90d")
                @clear("seatUtilization < 80") @healthy("seatUtilization < 60")
            when
                $account : Account( seatUtilization >= 85 )
            then
                flags.raise($account, "seats");
            end
            rule "Seats run out: seat-based" @threshold("by-model") @level("OPPORTUNITY") @question("GROW") @because("x")
                @clear("seatUtilization < 70") @healthy("seatUtilization < 50")
            when
                $account : Account( businessModel == "SEAT_BASED" && seatUtilization >= 75 )
            then
                flags.raise($account, "by-model");
            end
            rule "Seats run out: enterprise" @threshold("by-model") @level("WATCH") @question("GROW") @because("x")
                @clear("seatUtilization < 85")
            when
                $account : Account( businessModel == "ENTERPRISE", segment != "Public", seatUtilization >= 90 )
            then
                flags.raise($account, "by-model");
            end
            rule "Seats run out and few use them" @threshold("both") @level("WATCH") @question("NONE") @because("x")
                @clear("seatUtilization < 80 || powerUserPercentage > 30, tier != 'A'")
            when
                $account : Account( seatUtilization >= 85, powerUserPercentage < 20 )
            then
                flags.raise($account, "both");
            end
            """;

    private static final String TABLE = """
            RuleTable Seats run out
            CONDITION,CONDITION,CONDITION,METADATA,METADATA,METADATA,METADATA,METADATA,METADATA,METADATA,ACTION
            $account : Account...,,,,,,,,,,
            businessModel,segment != $param,seatUtilization >= $param,"threshold(""$param"")","level(""$param"")",\
            "question(""$param"")","because(""x"")","clear(""seatUtilization < $param"")",\
            "healthy(""seatUtilization < $param"")","for(""$param"")","flags.raise($account, ""$param"");"
            Model,Not in,Raised from,Threshold,Level,Question,Because,Clear below,Healthy below,For,Raise
            ,,85%,table-seats,OPPORTUNITY,GROW,x,"80,0",60 %,36h,table-seats
            SEAT_BASED,,75,table-by-model,OPPORTUNITY,GROW,x,70,50,,table-by-model
            ENTERPRISE,Public,90,table-by-model,WATCH,GROW,x,85,,,table-by-model
            """;
    private static CompiledBundle compiled;

    @BeforeAll
    static void compile() {
        Map<String, String> files = FixtureRules.catalogueFiles();
        files.put("thresholds/bounds.drl", RULES);
        files.put("thresholds/bounds.drl.csv", TABLE);
        compiled = new BundleCompiler().compile(RuleBundle.of(files));
    }

    @AfterAll
    static void giveItUp() {
        compiled.dispose();
    }

    @ParameterizedTest
    @CsvSource({
        "85,RAISE,OPPORTUNITY",
        "84.99,STAYS,",
        "80,STAYS,",
        "79.99,CLEAR,",
        "60,CLEAR,",
        "59.99,CLEAR,HEALTHY",
        "0,CLEAR,HEALTHY"
    })
    void betweenTheBoundsItStaysAndBeyondTheHealthyOneItIsHealthy(double seats, Outcome outcome, Level level) {
        for (String threshold : List.of("seats", "table-seats")) {
            ThresholdResult result = judge(threshold, seats, Map.of());
            assertThat(result.outcome()).isEqualTo(outcome);
            assertThat(result.level()).isEqualTo(level);
        }
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                // each model has its own bounds
                "SEAT_BASED,-,75,RAISE,OPPORTUNITY",
                "SEAT_BASED,-,74.99,STAYS,-",
                "SEAT_BASED,-,70,STAYS,-",
                "SEAT_BASED,-,69.99,CLEAR,-",
                "SEAT_BASED,-,50,CLEAR,-",
                "SEAT_BASED,-,49.99,CLEAR,HEALTHY",
                "ENTERPRISE,Bank,90,RAISE,WATCH",
                "ENTERPRISE,Bank,89.99,STAYS,-",
                "ENTERPRISE,Bank,85,STAYS,-",
                "ENTERPRISE,Bank,84.99,CLEAR,-",
                // an account is healthy only where a rule says so
                "ENTERPRISE,Bank,1,CLEAR,-",
                // not in a segment that any rule is about, whatever the value is
                "ENTERPRISE,Public,95,CLEAR,-",
                "ENTERPRISE,Public,-,CLEAR,-",
                "CONSUMPTION,-,95,CLEAR,-",
                "CONSUMPTION,-,-,CLEAR,-",
                // the rule could be about the account
                "ENTERPRISE,-,95,UNKNOWN,OPPORTUNITY",
                "-,Public,1,UNKNOWN,OPPORTUNITY",
                "-,-,95,UNKNOWN,OPPORTUNITY",
                "SEAT_BASED,-,-,UNKNOWN,OPPORTUNITY"
            })
    void aRuleIsClearForThoseItIsNotAbout(String model, String segment, Double seats, Outcome outcome, Level level) {
        Map<String, String> attributes = new HashMap<>();
        attributes.put("businessModel", model);
        attributes.put("segment", segment);
        for (String threshold : List.of("by-model", "table-by-model")) {
            ThresholdResult result = judge(threshold, seats, attributes);
            assertThat(result.outcome()).as(threshold).isEqualTo(outcome);
            assertThat(result.level()).as(threshold).isEqualTo(level);
        }
    }

    @Test
    void aTableAndRulesGiveEqualResults() {
        List<AccountFacts> accounts = new ArrayList<>();
        for (String model : new String[] {null, "SEAT_BASED", "ENTERPRISE", "CONSUMPTION"}) {
            for (String segment : new String[] {null, "Public", "Bank"}) {
                for (int seats = -1; seats <= 100; seats++) {
                    Map<String, String> attributes = new HashMap<>();
                    attributes.put("businessModel", model);
                    attributes.put("segment", segment);
                    accounts.add(
                            account(model + segment + seats, seats < 0 ? null : Double.valueOf(seats), attributes));
                }
            }
        }
        Map<String, String> results = new HashMap<>();
        for (ThresholdResult result :
                compiled.evaluate(accounts, NOW).stream().flatMap(List::stream).toList()) {
            results.put(
                    result.accountId() + " " + result.thresholdId(),
                    result.outcome() + " " + result.level() + " " + result.minimumDuration());
        }
        for (AccountFacts account : accounts) {
            for (String threshold : List.of("seats", "by-model")) {
                assertThat(results.get(account.accountId() + " table-" + threshold))
                        .as(account.accountId() + threshold)
                        .isEqualTo(results.get(account.accountId() + " " + threshold));
            }
        }
    }

    /** Many rules are compiled in several parts; what is shared is in each of them. */
    @Test
    void rulesThatAreCompiledApartAreAboutTheSameAccounts() {
        StringBuilder rules = new StringBuilder("package rules;\n");
        for (int bound = 100; bound < 250; bound++) {
            rules.append("""
                    rule "Bound %1$d" @threshold("bound-%1$d") @level("WATCH") @question("NONE") @because("x")
                        @clear("seatUtilization < %1$d - 10")
                    when
                        $account : Account( businessModel == "SEAT_BASED", seatUtilization >= %1$d )
                    then
                        flags.raise($account, "bound-%1$d");
                    end
                    """.formatted(bound));
        }
        Map<String, String> files = FixtureRules.catalogueFiles();
        files.put("thresholds/many.drl", rules.toString());
        try (CompiledBundle many = new BundleCompiler().compile(RuleBundle.of(files))) {
            assertThat(many.thresholdRules()).isGreaterThan(300);
            assertThat(many.evaluate(List.of(account("other", null, Map.of("businessModel", "ENTERPRISE"))), NOW)
                            .getFirst())
                    .hasSize(150)
                    .allMatch(result -> result.outcome() == Outcome.CLEAR);
            for (ThresholdResult result : many.evaluate(
                            List.of(account("own", 170.0, Map.of("businessModel", "SEAT_BASED"))), NOW)
                    .getFirst()) {
                int bound = Integer.parseInt(result.thresholdId().substring("bound-".length()));
                assertThat(result.outcome())
                        .as(result.thresholdId())
                        .isEqualTo(bound <= 170 ? Outcome.RAISE : bound <= 180 ? Outcome.STAYS : Outcome.CLEAR);
            }
        }
    }

    @Test
    void whatOnlyTheClearBoundReadsHasToBeKnownToClear() {
        Map<String, MetricValue> values = new HashMap<>();
        values.put("seat-utilization", MetricValue.Known.of(90, DAY));
        values.put("power-user-percentage", MetricValue.Known.of(25, DAY));
        assertThat(judge("both", new AccountFacts("a", Map.of(), values)).outcome())
                .as("the tier is unknown")
                .isEqualTo(Outcome.UNKNOWN);
        assertThat(judge("both", new AccountFacts("a", Map.of("tier", "B"), values))
                        .outcome())
                .isEqualTo(Outcome.STAYS);
        values.put("power-user-percentage", MetricValue.Known.of(31, DAY));
        assertThat(judge("both", new AccountFacts("a", Map.of("tier", "B"), values))
                        .outcome())
                .isEqualTo(Outcome.CLEAR);
        assertThat(judge("both", new AccountFacts("a", Map.of("tier", "A"), values))
                        .outcome())
                .isEqualTo(Outcome.STAYS);
    }

    @Test
    void theEvidenceShowsEachBoundAsWritten() {
        ThresholdResult between = judge("seats", 82.0, Map.of());
        assertThat(between.evidence().bounds())
                .containsExactly(
                        "seatUtilization >= 85",
                        "clear when seatUtilization < 80",
                        "healthy when seatUtilization < 60");
        assertThat(between.evidence().sentence()).isEqualTo("Between the bounds. Seat utilization: 82 %.");
        assertThat(judge("seats", 50.0, Map.of()).evidence().sentence()).isEqualTo("Healthy. Seat utilization: 50 %.");
        assertThat(judge("table-seats", 82.0, Map.of()).evidence().bounds())
                .containsExactly(
                        "seatUtilization >= 85",
                        "clear when seatUtilization < 80.0",
                        "healthy when seatUtilization < 60");
        assertThat(judge("both", 82.0, Map.of()).evidence().values()).hasSize(2);
    }

    @Test
    void theDefinitionHasTheMinimumDurationAndTheHold() {
        ThresholdDefinition seats = definition("seats");
        assertThat(seats.minimumDuration()).isEqualTo(Duration.ofHours(36));
        assertThat(seats.hold()).isEqualTo(Duration.ofDays(14));
        assertThat(seats.bounds())
                .containsExactly(
                        "seatUtilization >= 85, clear when seatUtilization < 80, healthy when seatUtilization < 60");
    }

    @Test
    void aThresholdIsAboutTheMetricThatItsRuleNamesFirst() {
        assertThat(definition("both").metricId()).isEqualTo("seat-utilization");
        assertThat(definition("both").metricIds()).containsExactly("seat-utilization", "power-user-percentage");
        assertThat(definition("table-seats").metricId()).isEqualTo("seat-utilization");
    }

    private static ThresholdDefinition definition(String threshold) {
        return compiled.thresholds().stream()
                .filter(definition -> definition.id().equals(threshold))
                .findFirst()
                .orElseThrow();
    }

    private static ThresholdResult judge(String threshold, Double seats, Map<String, String> attributes) {
        return judge(threshold, account("acme", seats, attributes));
    }

    private static ThresholdResult judge(String threshold, AccountFacts account) {
        return compiled.evaluate(List.of(account), NOW).getFirst().stream()
                .filter(result -> result.thresholdId().equals(threshold))
                .findFirst()
                .orElseThrow();
    }

    private static AccountFacts account(String id, Double seats, Map<String, String> attributes) {
        return new AccountFacts(
                id,
                attributes,
                seats == null ? Map.of() : Map.of("seat-utilization", MetricValue.Known.of(seats, DAY)));
    }
}
