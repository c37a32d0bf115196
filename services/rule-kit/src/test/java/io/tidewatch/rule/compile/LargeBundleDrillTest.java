package io.tidewatch.rule.compile;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.rule.FixtureRules;
import io.tidewatch.rule.bundle.RuleBundle;
import io.tidewatch.rule.threshold.AccountFacts;
import io.tidewatch.rule.threshold.MetricValue;
import io.tidewatch.rule.threshold.Outcome;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The largest bundles that are allowed compile within the time limit of a bundle. Takes half a minute of processor time. */
@EnabledIfSystemProperty(named = "tidewatch.drills", matches = "full")
class LargeBundleDrillTest {
    private static final int MOST_RULES = 2000;
    private static final int RULES_OF_A_FILE = 500;
    private static final Instant NOW = Instant.parse("2026-06-30T10:00:00Z");
    private static final LocalDate DAY = LocalDate.of(2026, 6, 30);

    @Test
    void twoThousandRulesCompileInTime() {
        Map<String, String> files = FixtureRules.catalogueFiles();
        for (int from = 0; from < MOST_RULES; from += RULES_OF_A_FILE) {
            files.put(
                    "thresholds/seats-" + from + ".drl",
                    IntStream.range(from, from + RULES_OF_A_FILE)
                            .mapToObj("""
                                    rule "Seats %1$d"
                                        @threshold("seats-%1$d") @level("OPPORTUNITY") @question("GROW")
                                        @because("{seatUtilization} of the seats bought are taken.")
                                    when
                                        $account : Account( seatUtilization >= %1$d )
                                    then
                                        flags.raise($account, "seats-%1$d");
                                    end
                                    """::formatted)
                            .collect(Collectors.joining("", "package rules;\n", "")));
        }
        assertThat(raised(files)).isEqualTo(1001);
    }

    @Test
    void aTableOfTwoThousandRowsCompilesInTime() {
        String file = "thresholds/seat-limit.drl.csv";
        String head =
                FixtureRules.bundle().files().get(file).lines().limit(7).collect(Collectors.joining("\n", "", "\n"));
        String rows = IntStream.range(0, MOST_RULES)
                .mapToObj(",%1$d,seats-%1$d,OPPORTUNITY,GROW,{seatUtilization} of the seats.,seats-%1$d\n"::formatted)
                .collect(Collectors.joining());
        Map<String, String> files = FixtureRules.catalogueFiles();
        files.put(file, head + rows);
        assertThat(raised(files)).isEqualTo(1001);
    }

    /** How many thresholds are raised by an account whose seat utilization is 1000 %. */
    private static long raised(Map<String, String> files) {
        AccountFacts account =
                new AccountFacts("acme", Map.of(), Map.of("seat-utilization", MetricValue.Known.of(1000, DAY)));
        try (CompiledBundle compiled = new BundleCompiler().compile(RuleBundle.of(files))) {
            assertThat(compiled.thresholds()).hasSize(MOST_RULES);
            return compiled.evaluate(List.of(account), NOW).getFirst().stream()
                    .filter(result -> result.outcome() == Outcome.RAISE)
                    .count();
        }
    }
}
