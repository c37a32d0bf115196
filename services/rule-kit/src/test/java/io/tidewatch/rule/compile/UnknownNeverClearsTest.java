package io.tidewatch.rule.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.tidewatch.rule.FixtureRules;
import io.tidewatch.rule.bundle.RuleBundle;
import io.tidewatch.rule.threshold.AccountFacts;
import io.tidewatch.rule.threshold.Level;
import io.tidewatch.rule.threshold.MetricValue;
import io.tidewatch.rule.threshold.Outcome;
import io.tidewatch.rule.threshold.ThresholdResult;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The bounds at which a threshold is clear and healthy, with every operator and 1 and 9 rules on the same metric: an unknown
 * value makes nothing clear and nothing healthy, a known one does what Java says.
 */
class UnknownNeverClearsTest {
    private static final LocalDate DAY = LocalDate.of(2026, 6, 30);
    private static final Instant NOW = Instant.parse("2026-06-30T10:00:00Z");

    @ParameterizedTest
    @ValueSource(ints = {1, 9})
    void anUnknownValueMakesNothingClearOrHealthy(int rules) {
        Map<String, String> files = new TreeMap<>();
        files.put(RuleBundle.SHARED, FixtureRules.bundle().files().get(RuleBundle.SHARED));
        UnknownNeverFiresTest.metric(files, "other");
        StringBuilder drl = new StringBuilder("package rules;\n");
        List<UnknownNeverFiresTest.Operator> operators = UnknownNeverFiresTest.NUMBERS;
        for (int index = 0; index < operators.size(); index++) {
            UnknownNeverFiresTest.metric(files, "m" + index);
            for (int bound = 1; bound <= rules; bound++) {
                String condition = operators
                        .get(index)
                        .condition()
                        .replace("OTHER", "other")
                        .replaceAll("\\bx\\b", "m" + index)
                        .replaceAll("\\bB\\b", String.valueOf(bound));
                drl.append(rule("clear-" + index + "-" + bound, "@clear(\"" + condition + "\")"));
                drl.append(rule("healthy-" + index + "-" + bound, "@healthy(\"" + condition + "\")"));
            }
        }
        files.put("thresholds/matrix.drl", drl.toString());
        try (CompiledBundle compiled = new BundleCompiler().compile(RuleBundle.of(files))) {
            for (ThresholdResult result : compiled.evaluate(List.of(account(Double.NaN, operators.size())), NOW)
                    .getFirst()) {
                boolean clear = result.thresholdId().startsWith("clear");
                assertThat(result.outcome())
                        .as(result.thresholdId())
                        .isEqualTo(clear ? Outcome.UNKNOWN : Outcome.CLEAR);
                assertThat(result.level()).as(result.thresholdId()).isEqualTo(clear ? Level.WATCH : null);
            }
            for (int half = 0; half <= 2 * (rules + 2); half++) {
                double value = half / 2.0;
                compiled.evaluate(List.of(account(value, operators.size())), NOW)
                        .getFirst()
                        .forEach(result -> check(result, value));
            }
        }
    }

    private static void check(ThresholdResult result, double value) {
        String[] id = result.thresholdId().split("-");
        UnknownNeverFiresTest.Operator operator = UnknownNeverFiresTest.NUMBERS.get(Integer.parseInt(id[1]));
        boolean holds = operator.expected().holds(value, Integer.parseInt(id[2]));
        boolean asExpected = id[0].equals("clear")
                ? result.outcome() == (holds ? Outcome.CLEAR : Outcome.STAYS)
                : result.outcome() == Outcome.CLEAR && result.level() == (holds ? Level.HEALTHY : null);
        if (!asExpected) {
            fail("%s of %s with %s is %s %s", id[0], operator, value, result.outcome(), result.level());
        }
    }

    private static AccountFacts account(double value, int metrics) {
        Map<String, MetricValue> values = new HashMap<>();
        values.put("other", MetricValue.Known.of(UnknownNeverFiresTest.OTHER, DAY));
        for (int index = 0; index < metrics && !Double.isNaN(value); index++) {
            values.put("m" + index, MetricValue.Known.of(value, DAY));
        }
        return new AccountFacts("a", Map.of(), values);
    }

    /** A rule that never fires. */
    private static String rule(String id, String bound) {
        return """
                rule "%s" @threshold("%s") @level("WATCH") @question("NONE") @because("x") %s
                when
                    $account : Account( other > 1000 )
                then
                    flags.raise($account, "%s");
                end
                """.formatted(id, id, bound, id);
    }
}
