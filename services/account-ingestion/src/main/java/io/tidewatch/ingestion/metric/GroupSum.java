package io.tidewatch.ingestion.metric;

import io.tidewatch.ingestion.metric.GroupFigure.LeftOut;
import io.tidewatch.metric.Measure;
import io.tidewatch.metric.MetricDefinition;
import io.tidewatch.metric.MetricKind;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Adds up the values of the accounts of one group, one account at a time. The figure is the ratio of the sums over the
 * accounts that have a value. Ages are averaged. Money of several currencies is never added: there is one figure per
 * currency. Customers without a value are counted per reason as left out; an account that is not a customer does not
 * belong to the group.
 */
final class GroupSum {

    private static final Set<Measure> MONEY =
            EnumSet.of(Measure.MRR_AT_START, Measure.MRR_RETAINED, Measure.MRR_AT_END, Measure.ARR);

    /** Sums over the accounts of one currency. */
    private static final class Sum {
        private long accounts;
        private BigDecimal numerator = BigDecimal.ZERO;
        private BigDecimal denominator = BigDecimal.ZERO;
    }

    /** Accounts that are left out for one reason. */
    private static final class Missing {
        private long accounts;
        private final Map<String, BigDecimal> revenue = new TreeMap<>();
    }

    private final Map<String, String> group;
    private final MetricDefinition definition;
    private final MetricScope scope;
    private final boolean ageOrCountdown;
    private final Map<String, Sum> byCurrency = new TreeMap<>();
    private final Map<String, Missing> leftOut = new TreeMap<>();
    private String notACustomer;
    private BigDecimal denominatorOfUnknown;

    /** Nothing yet. */
    GroupSum(Map<String, String> group, MetricDefinition definition, MetricScope scope) {
        this.group = group;
        this.definition = definition;
        this.scope = scope;
        this.ageOrCountdown = definition.kind() == MetricKind.AGE || definition.kind() == MetricKind.COUNTDOWN;
    }

    /**
     * Adds one account.
     *
     * @param mrr monthly recurring revenue per currency on the day that decides about membership
     */
    void add(AccountValue value, Map<String, BigDecimal> mrr) {
        if (value.known()) {
            addKnown(value);
        } else if (value.outside()) {
            notACustomer = value.reason();
        } else {
            Missing missing = leftOut.computeIfAbsent(value.reason(), reason -> new Missing());
            missing.accounts++;
            mrr.forEach((currency, amount) ->
                    missing.revenue.merge(currency, amount.multiply(Customers.YEAR), BigDecimal::add));
            if (value.denominator() != null) {
                denominatorOfUnknown = denominatorOfUnknown == null
                        ? value.denominator()
                        : denominatorOfUnknown.add(value.denominator());
            }
        }
    }

    private void addKnown(AccountValue value) {
        boolean money = MONEY.contains(definition.numerator().measure());
        Sum sum = byCurrency.computeIfAbsent(
                money && value.currency() != null ? value.currency() : "", currency -> new Sum());
        sum.accounts++;
        sum.numerator = sum.numerator.add(ageOrCountdown ? value.value() : value.numerator());
        if (value.denominator() != null) {
            sum.denominator = sum.denominator.add(value.denominator());
        }
    }

    /** The figures of the group: one, or one per currency. */
    List<GroupFigure> figures() {
        if (byCurrency.isEmpty()) {
            // Who pays nothing adds nothing; a group without customers has revenue 0.
            boolean nothing = definition.kind() == MetricKind.STATE
                    && leftOut.isEmpty()
                    && notACustomer != null
                    && !group.containsKey(MetricQuestion.Grouping.ACCOUNT.name());
            return List.of(nothing ? figure(null, new Sum()) : unknown());
        }
        List<GroupFigure> figures = new ArrayList<>();
        byCurrency.forEach((currency, sum) -> figures.add(figure(currency.isEmpty() ? null : currency, sum)));
        return figures;
    }

    private GroupFigure figure(String currency, Sum sum) {
        BigDecimal denominator = definition.kind() == MetricKind.STATE
                ? null
                : ageOrCountdown ? BigDecimal.valueOf(sum.accounts) : sum.denominator;
        BigDecimal value = denominator == null
                ? sum.numerator
                : ageOrCountdown
                        ? sum.numerator.divide(denominator, AccountValue.DIGITS)
                        : MetricComputation.quotient(definition, sum.numerator, denominator);
        return new GroupFigure(
                group, definition, scope, null, value, sum.numerator, denominator, currency, sum.accounts, leftOut());
    }

    private GroupFigure unknown() {
        List<LeftOut> reasons = leftOut();
        String reason = !reasons.isEmpty()
                ? reasons.getFirst().reason()
                : notACustomer != null ? notACustomer : "No account matches.";
        return new GroupFigure(group, definition, scope, reason, null, null, denominatorOfUnknown, null, 0, reasons);
    }

    private List<LeftOut> leftOut() {
        return leftOut.entrySet().stream()
                .map(entry -> new LeftOut(entry.getKey(), entry.getValue().accounts, entry.getValue().revenue))
                .sorted(Comparator.comparingLong(LeftOut::accounts).reversed())
                .toList();
    }
}
