package io.tidewatch.rule.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.tidewatch.metric.catalogue.Catalogue;
import io.tidewatch.metric.catalogue.MetricDefinition;
import io.tidewatch.rule.FixtureRules;
import io.tidewatch.rule.bundle.BundleRefusedException;
import io.tidewatch.rule.bundle.RuleBundle;
import io.tidewatch.rule.threshold.AccountFacts;
import io.tidewatch.rule.threshold.MetricValue;
import io.tidewatch.rule.threshold.Outcome;
import io.tidewatch.rule.threshold.ThresholdResult;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every operator, with 1 and more rules on the same metric: an unknown value fires nothing, a known one fires what Java
 * says. (With NaN as the unknown and no guard, Drools fires from the ninth rule on a field.)
 */
class UnknownNeverFiresTest {
    private static final LocalDate DAY = LocalDate.of(2026, 6, 30);
    private static final Instant NOW = Instant.parse("2026-06-30T10:00:00Z");
    static final double OTHER = 6;

    interface Expected {
        boolean holds(double value, int bound);
    }

    record Operator(String condition, Expected expected) {}

    static final List<Operator> NUMBERS = List.of(
            new Operator("x < B", (x, b) -> x < b),
            new Operator("x <= B", (x, b) -> x <= b),
            new Operator("x > B", (x, b) -> x > b),
            new Operator("x >= B", (x, b) -> x >= b),
            new Operator("B <= x", (x, b) -> b <= x),
            new Operator("x == B", (x, b) -> x == b),
            new Operator("x != B", (x, b) -> x != b),
            new Operator("x in (B, 3, 4.5)", (x, b) -> x == b || x == 3 || x == 4.5),
            new Operator("x not in (B, 3)", (x, b) -> x != b && x != 3),
            new Operator("!(x < B)", (x, b) -> !(x < b)),
            new Operator("!(x < 1 || x > B)", (x, b) -> !(x < 1 || x > b)),
            new Operator("!(x in (B, 3))", (x, b) -> x != b && x != 3),
            new Operator("x < B || x > 8", (x, b) -> x < b || x > 8),
            new Operator("x > 2 && x < B", (x, b) -> x > 2 && x < b),
            new Operator("x > 2 && < B", (x, b) -> x > 2 && x < b),
            new Operator("x < 2 || > B", (x, b) -> x < 2 || x > b),
            new Operator("x * 2 - 1 > B", (x, b) -> x * 2 - 1 > b),
            new Operator("$o : OTHER, x == $o, x != B", (x, b) -> x == OTHER && x != b),
            new Operator("$o : OTHER, x != $o, x != B", (x, b) -> x != OTHER && x != b),
            new Operator("x >= OTHER, x >= B", (x, b) -> x >= OTHER && x >= b),
            new Operator("x != B || OTHER == OTHER", (x, b) -> true),
            new Operator("OTHERKnown || x > B", (x, b) -> true),
            new Operator("!(!(x != B))", (x, b) -> x != b),
            new Operator("!(x not in (B, 3))", (x, b) -> x == b || x == 3),
            new Operator("!(x == B && x == x) || false", (x, b) -> x != b),
            new Operator("x > -1 && (x < B || (x != 3 && !(x <= 2)))", (x, b) -> x < b || (x != 3 && x > 2)),
            new Operator("x - x == 0, x + B != x * 2", (x, b) -> x != b),
            new Operator("0 * x == 0", (x, b) -> true),
            new Operator("$x : x, $x != B", (x, b) -> x != b),
            new Operator("$x : x", (x, b) -> true));

    /** How many rules compare one metric: Drools keeps an index of its own from the ninth comparison on. */
    private static final List<Integer> RULES_PER_METRIC = List.of(1, 8, 9, 20);

    /** What the index is about; all others are tried alone and with nine rules. */
    private static final int COMPARISONS = 7;

    /** Rules on a metric of their own. */
    private record Tried(Operator operator, String metric, int rules) {}

    @Test
    void anUnknownNumberFiresNothingAndAKnownOneWhatJavaSays() {
        List<Tried> all = new ArrayList<>();
        for (int index = 0; index < NUMBERS.size(); index++) {
            for (int rules : RULES_PER_METRIC) {
                if (index < COMPARISONS || rules == 1 || rules == 9) {
                    all.add(new Tried(NUMBERS.get(index), "m" + index + "x" + rules, rules));
                }
            }
        }
        Map<String, String> files = new TreeMap<>();
        files.put(RuleBundle.SHARED, FixtureRules.bundle().files().get(RuleBundle.SHARED));
        metric(files, "other");
        StringBuilder drl = new StringBuilder("package rules;\n");
        Map<String, Tried> byThreshold = new HashMap<>();
        Map<String, Integer> bounds = new HashMap<>();
        for (Tried tried : all) {
            metric(files, tried.metric());
            for (int bound = 1; bound <= tried.rules(); bound++) {
                String id = tried.metric() + "-bound" + bound;
                drl.append(rule(
                        id,
                        tried.operator()
                                .condition()
                                .replace("OTHER", "other")
                                .replaceAll("\\bx\\b", tried.metric())
                                .replaceAll("\\bB\\b", String.valueOf(bound))));
                byThreshold.put(id, tried);
                bounds.put(id, bound);
            }
        }
        Set<String> metrics = all.stream().map(Tried::metric).collect(Collectors.toSet());
        try (CompiledBundle compiled = compile(files, drl)) {
            List<AccountFacts> unknown = List.of(
                    account("nothing", Map.of()),
                    account("reasons", all(metrics, new MetricValue.Unknown("not covered"))),
                    account("other-known", Map.of("other", MetricValue.Known.of(OTHER, DAY))));
            assertThat(compiled.evaluate(unknown, NOW)).hasSize(3).allSatisfy(results -> assertThat(results)
                    .hasSize(byThreshold.size())
                    .allMatch(result -> result.outcome() == Outcome.UNKNOWN));

            List<AccountFacts> known = new ArrayList<>();
            for (int half = 0; half <= 2 * (20 + 2); half++) {
                Map<String, MetricValue> values = all(metrics, MetricValue.Known.of(half / 2.0, DAY));
                values.put("other", MetricValue.Known.of(OTHER, DAY));
                known.add(account(String.valueOf(half / 2.0), values));
            }
            for (ThresholdResult result :
                    compiled.evaluate(known, NOW).stream().flatMap(List::stream).toList()) {
                double value = Double.parseDouble(result.accountId());
                Tried tried = byThreshold.get(result.thresholdId());
                int bound = bounds.get(result.thresholdId());
                Outcome expected = tried.operator().expected().holds(value, bound) ? Outcome.RAISE : Outcome.CLEAR;
                if (result.outcome() != expected) {
                    fail(
                            "%s with %s on %s, bound %s, %s rules",
                            tried.operator(), value, result.outcome(), bound, tried.rules());
                }
            }
        }
    }

    static void metric(Map<String, String> files, String id) {
        String arr = FixtureRules.bundle().files().get("metrics/arr.yaml");
        files.put("metrics/" + id + ".yaml", arr.replace("id: arr", "id: " + id));
    }

    /** What else DRL knows to ask with is no part of the language of rules: nothing of it can be asked about the unknown. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "x matches \"1\"",
                "x not matches \"1\"",
                "x contains 1",
                "x not contains 1",
                "x memberOf OTHER",
                "x not memberOf OTHER",
                "x excludes 1",
                "x soundslike \"1\"",
                "x str[startsWith] \"1\"",
                "x after 1",
                "x == null",
                "x != null",
                "x / 2 > 1",
                "x % 2 == 0",
                "x ^ 1 == 1",
                "x > 1 ? true : false",
                "x instanceof Double",
                "(x > 1) == false",
                "true != (x > 1)",
                "(x > 1) != (x < 2)",
                "!(x > 1) == true",
                "eval( x != 1 )",
                "forall( x > 1 )",
                "exists( x > 1 )",
                "not( x > 1 )"
            })
    void noOtherOperatorIsAllowed(String condition) {
        List<MetricDefinition> metrics =
                Catalogue.parse(FixtureRules.bundle().files()).tracked();
        String written = condition
                .replace("OTHER", metrics.get(0).property())
                .replaceAll("\\bx\\b", metrics.get(1).property());

        assertThatThrownBy(() -> compile("package rules;\n" + rule("other", written)))
                .isInstanceOf(BundleRefusedException.class)
                .satisfies(refused -> assertThat(((BundleRefusedException) refused).problems())
                        .allMatch(problem -> problem.file().equals("thresholds/matrix.drl")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "not Account( x > 1 )",
                "not ( Account( x > 1 ) )",
                "exists Account( x > 1 )",
                "forall( Account( x > 1 ) )",
                "accumulate( Account( $x : x ), $s : sum( $x ); $s != 5 )",
                "Number( this != 5 ) from x",
                "eval( true )",
                "Account( x > 1 ) or Account( x < 1 )"
            })
    void noPatternThatHoldsWhereNothingIsKnownIsAllowed(String pattern) {
        String metric = Catalogue.parse(FixtureRules.bundle().files())
                .tracked()
                .getFirst()
                .property();
        String drl = "package rules;\n"
                + rule("other", "")
                        .replace(
                                "$account : Account(  )",
                                "$account : Account( segment != \"x\" )\n    " + pattern.replaceAll("\\bx\\b", metric));

        assertThatThrownBy(() -> compile(drl)).isInstanceOf(BundleRefusedException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 9})
    void anUnknownTextFiresNothing(int rules) {
        List<String> conditions = List.of(
                "segment == \"B\"",
                "segment != \"B\"",
                "segment in (\"B\", \"other\")",
                "segment not in (\"B\", \"other\")",
                "!(segment == \"B\")",
                "segment != country",
                "segmentKnown && segment != \"B\"");
        StringBuilder drl = new StringBuilder("package rules;\n");
        for (int index = 0; index < conditions.size(); index++) {
            for (int bound = 1; bound <= rules; bound++) {
                drl.append(rule(
                        "op" + index + "-bound" + bound, conditions.get(index).replace("\"B\"", "\"s" + bound + "\"")));
            }
        }
        drl.append(rule("unknown-itself", "segmentUnknown"));
        try (CompiledBundle compiled = compile(drl)) {
            AccountFacts without = new AccountFacts("without", Map.of("country", "CH"), Map.of());
            assertThat(compiled.evaluate(List.of(without), NOW).getFirst()).allSatisfy(result -> assertThat(
                            result.outcome())
                    .isEqualTo(
                            result.thresholdId().equals("unknown-itself")
                                    ? Outcome.RAISE
                                    // A rule about those of whom the segment is known is about nobody else.
                                    : result.thresholdId().startsWith("op6-") ? Outcome.CLEAR : Outcome.UNKNOWN));
            AccountFacts with = new AccountFacts("with", Map.of("country", "CH", "segment", "s1"), Map.of());
            Map<String, Outcome> outcomes = new HashMap<>();
            compiled.evaluate(List.of(with), NOW)
                    .getFirst()
                    .forEach(result -> outcomes.put(result.thresholdId(), result.outcome()));
            assertThat(outcomes)
                    .containsEntry("op0-bound1", Outcome.RAISE)
                    .containsEntry("op1-bound1", Outcome.CLEAR)
                    .containsEntry("op2-bound1", Outcome.RAISE)
                    .containsEntry("op3-bound1", Outcome.CLEAR)
                    .containsEntry("op4-bound1", Outcome.CLEAR)
                    .containsEntry("op5-bound1", Outcome.RAISE)
                    .containsEntry("unknown-itself", Outcome.CLEAR);
        }
    }

    private static String rule(String id, String condition) {
        return """
                rule "%s" @threshold("%s") @level("WATCH") @question("NONE") @because("x")
                when
                    $account : Account( %s )
                then
                    flags.raise($account, "%s");
                end
                """.formatted(id, id, condition, id);
    }

    private static CompiledBundle compile(CharSequence drl) {
        return compile(FixtureRules.catalogueFiles(), drl);
    }

    private static CompiledBundle compile(Map<String, String> files, CharSequence drl) {
        files.put("thresholds/matrix.drl", drl.toString());
        return new BundleCompiler().compile(RuleBundle.of(files));
    }

    private static AccountFacts account(String id, Map<String, MetricValue> values) {
        return new AccountFacts(id, Map.of(), values);
    }

    private static Map<String, MetricValue> all(Set<String> metrics, MetricValue value) {
        Map<String, MetricValue> values = new HashMap<>();
        metrics.forEach(metric -> values.put(metric, value));
        return values;
    }
}
