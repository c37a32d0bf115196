package io.tidewatch.rule.compile;

import io.tidewatch.rule.bundle.Origin;
import io.tidewatch.rule.threshold.AccountFacts;
import io.tidewatch.rule.threshold.MetricValue;
import io.tidewatch.rule.threshold.Outcome;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The scenarios of the rows of decision tables, and of the steps of journeys, which nobody has to write: for each row an account that it flags, and for each of
 * its bounds, the clear bound too, the bound itself and the values one step to either side. What has to be the outcome is worked out from the
 * numbers of all rows, without the rules engine.
 */
public final class RowChecks {
    private final CompiledBundle bundle;
    private final Map<String, Property> account;
    private final List<Check> checks = new ArrayList<>();

    /**
     * One account, judged by a threshold.
     *
     * @param file file of the table or journey
     * @param line its row or step
     * @param account property → value, as people read it
     * @param expected what has to be the outcome
     * @param actual what it is
     */
    public record Check(String file, int line, String account, Outcome expected, Outcome actual) {
        /** True when the outcome is as expected. */
        public boolean passed() {
            return expected == actual;
        }
    }

    private RowChecks(CompiledBundle bundle) {
        this.bundle = bundle;
        this.account = bundle.vocabulary().properties();
    }

    /** Judges these accounts for all rows of all tables and all steps of all journeys of the bundle. */
    public static List<Check> run(CompiledBundle bundle, Instant now) {
        RowChecks run = new RowChecks(bundle.withAllOn());
        bundle.compiledThresholds().stream()
                .filter(RowChecks::covers)
                .forEach(threshold -> run.threshold(threshold, now));
        return run.checks;
    }

    /** Whether the rules of a threshold are rows of a table, or steps of a journey. */
    static boolean covers(CompiledThreshold threshold) {
        return threshold.definition().origin() != Origin.RULES;
    }

    private void threshold(CompiledThreshold threshold, Instant now) {
        List<RuleRegions> all = threshold.rules().stream()
                .map(rule -> RuleRegions.of(rule.source(), account))
                .toList();
        if (!all.stream().allMatch(RuleRegions::exact)) {
            return;
        }
        // What only other rows read has to be known, too, or the outcome would be unknown.
        Map<String, Object> usual = new TreeMap<>();
        all.forEach(row -> row.raise().one().ifPresent(values -> values.forEach(usual::putIfAbsent)));
        List<RuleRegions> rows = new ArrayList<>();
        List<Map<String, Object>> accounts = new ArrayList<>();
        for (RuleRegions row : all) {
            for (Map<String, Object> values : accounts(row, usual)) {
                rows.add(row);
                accounts.add(values);
            }
        }
        List<Outcome> outcomes = judged(threshold.definition().id(), accounts, now);
        for (int index = 0; index < accounts.size(); index++) {
            Map<String, Object> values = accounts.get(index);
            RuleSource row = rows.get(index).rule();
            Outcome expected = expected(all, values);
            if (expected != null) {
                checks.add(new Check(row.file(), row.line(), shown(values), expected, outcomes.get(index)));
            }
        }
    }

    private List<Outcome> judged(String threshold, List<Map<String, Object>> accounts, Instant now) {
        return bundle.evaluate(accounts.stream().map(this::facts).toList(), now).stream()
                .map(results -> results.outcome(results.placeOf(threshold)))
                .toList();
    }

    /** One that the row flags, and around each bound those that differ from it in this value alone. */
    private static List<Map<String, Object>> accounts(RuleRegions row, Map<String, Object> usual) {
        Map<String, Object> flagged = row.raise().one().orElse(null);
        if (flagged == null) {
            return List.of();
        }
        usual.forEach(flagged::putIfAbsent);
        List<Map<String, Object>> accounts = new ArrayList<>();
        accounts.add(flagged);
        for (Region region : row.clear() == null ? List.of(row.raise()) : List.of(row.raise(), row.clear())) {
            region.numbers().forEach((property, range) -> {
                for (double end : new double[] {range.low(), range.high()}) {
                    for (double value : Double.isInfinite(end) ? new double[0] : around(end)) {
                        Map<String, Object> moved = new TreeMap<>(flagged);
                        moved.put(property, value);
                        accounts.add(moved);
                    }
                }
            });
        }
        return accounts.stream().distinct().toList();
    }

    private static double[] around(double bound) {
        BigDecimal exact = BigDecimal.valueOf(bound).stripTrailingZeros();
        BigDecimal step = BigDecimal.ONE.movePointLeft(Math.max(exact.scale(), 0));
        return new double[] {
            exact.subtract(step).doubleValue(), bound, exact.add(step).doubleValue()
        };
    }

    /** Null where something is unknown, which rows say nothing about. */
    private Outcome expected(List<RuleRegions> rows, Map<String, Object> values) {
        if (rows.stream().anyMatch(row -> row.raise().contains(values))) {
            return Outcome.RAISE;
        }
        if (!rows.stream().flatMap(row -> row.rule().reads()).allMatch(read -> isKnown(read, values))) {
            return null;
        }
        return rows.stream()
                        .allMatch(row -> !row.about().contains(values)
                                || row.clear() == null
                                || row.clear().contains(values))
                ? Outcome.CLEAR
                : Outcome.STAYS;
    }

    private boolean isKnown(String property, Map<String, Object> values) {
        // The twins of a property, such as arrUnknown, have no guard: they are always known.
        return account.get(property).guard() == null || values.containsKey(property);
    }

    private AccountFacts facts(Map<String, Object> values) {
        Map<String, MetricValue> metrics = new HashMap<>();
        Map<String, String> attributes = new HashMap<>();
        values.forEach((name, value) -> {
            String metric = account.get(name).metricId();
            if (metric == null) {
                attributes.put(name, value instanceof Double number ? plain(number) : (String) value);
            } else {
                metrics.put(metric, new MetricValue.Known((Double) value, null, null, null, null, null, Map.of()));
            }
        });
        return new AccountFacts("account-of-the-row", attributes, metrics);
    }

    private static String plain(double number) {
        return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
    }

    /** As people read it: {@code businessModel SEAT_BASED, seatUtilization 85}. */
    static String shown(Map<String, Object> values) {
        List<String> shown = new ArrayList<>();
        values.forEach(
                (name, value) -> shown.add(name + " " + (value instanceof Double number ? plain(number) : value)));
        return String.join(", ", shown);
    }
}
