package io.tidewatch.ingestion.metric;

import io.tidewatch.metric.Measure;
import io.tidewatch.metric.MetricDefinition;
import io.tidewatch.metric.MetricKind;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The value of one metric for a group of accounts: the ratio of the sums over the accounts that have a value of their own.
 * An account without one (nothing bought, nothing known) adds neither to the one sum nor to the other, and is counted.
 * Ages are averaged. Money of several currencies is never added: there is one figure per currency.
 *
 * @param group grouping → value; empty for all accounts
 * @param reason why it is unknown; null when it is known
 * @param from the earlier day; null where there is none
 * @param accounts how many accounts it is made of
 * @param accountsUnknown how many of the group have no value
 */
record GroupFigure(
        Map<String, String> group,
        MetricDefinition definition,
        String reason,
        BigDecimal value,
        BigDecimal numerator,
        BigDecimal denominator,
        String currency,
        LocalDate asOf,
        LocalDate from,
        long accounts,
        long accountsUnknown) {

    private static final Set<Measure> MONEY =
            EnumSet.of(Measure.MRR_AT_START, Measure.MRR_RETAINED, Measure.MRR_AT_END, Measure.ARR);

    /** The figures of one group: one, or one per currency. */
    static List<GroupFigure> of(
            Map<String, String> group, MetricDefinition definition, List<AccountValue> values, MetricScope scope) {
        LocalDate from = definition.windowDays() == null ? null : MetricComputation.before(definition, scope);
        List<AccountValue> known = values.stream().filter(AccountValue::known).toList();
        long unknown = values.size() - known.size();
        if (known.isEmpty()) {
            return List.of(new GroupFigure(
                    group,
                    definition,
                    reason(values),
                    null,
                    null,
                    knownDenominator(values),
                    null,
                    scope.asOf(),
                    from,
                    0,
                    unknown));
        }
        boolean money = MONEY.contains(definition.numerator().measure());
        Map<String, List<AccountValue>> byCurrency = new TreeMap<>(
                known.stream().collect(Collectors.groupingBy(v -> money && v.currency() != null ? v.currency() : "")));
        // Accounts with no revenue have no currency: they are nothing in any of them.
        if (byCurrency.size() == 2 && byCurrency.containsKey("")) {
            List<AccountValue> bare = byCurrency.remove("");
            byCurrency.values().iterator().next().addAll(bare);
        }
        List<GroupFigure> figures = new ArrayList<>();
        byCurrency.forEach((currency, part) -> figures.add(
                sum(group, definition, part, currency.isEmpty() ? null : currency, scope.asOf(), from, unknown)));
        return figures;
    }

    private static GroupFigure sum(
            Map<String, String> group,
            MetricDefinition definition,
            List<AccountValue> values,
            String currency,
            LocalDate asOf,
            LocalDate from,
            long unknown) {
        boolean days = definition.kind() == MetricKind.AGE || definition.kind() == MetricKind.COUNTDOWN;
        BigDecimal numerator =
                values.stream().map(v -> days ? v.value() : v.numerator()).reduce(BigDecimal.ZERO, BigDecimal::add);
        BigDecimal denominator = days
                ? BigDecimal.valueOf(values.size())
                : definition.kind() == MetricKind.STATE
                        ? null
                        : values.stream().map(AccountValue::denominator).reduce(BigDecimal.ZERO, BigDecimal::add);
        BigDecimal value = denominator == null
                ? numerator
                : days
                        ? numerator.divide(denominator, AccountValue.DIGITS)
                        : MetricComputation.quotient(definition, numerator, denominator);
        return new GroupFigure(
                group, definition, null, value, numerator, denominator, currency, asOf, from, values.size(), unknown);
    }

    private static BigDecimal knownDenominator(List<AccountValue> values) {
        return values.stream()
                .map(AccountValue::denominator)
                .filter(Objects::nonNull)
                .reduce(BigDecimal::add)
                .orElse(null);
    }

    /** The reason that most accounts have. */
    private static String reason(List<AccountValue> values) {
        return values.stream()
                .map(AccountValue::reason)
                .collect(Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()))
                .entrySet()
                .stream()
                .max(Comparator.comparingLong(Map.Entry::getValue))
                .map(Map.Entry::getKey)
                .orElse("There is no account.");
    }
}
