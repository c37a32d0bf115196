package io.tidewatch.ingestion.metric;

import io.tidewatch.ingestion.metric.GroupFigure.Label;
import io.tidewatch.ingestion.metric.GroupFigure.LeftOut;
import io.tidewatch.ingestion.values.SlotValue.State;
import io.tidewatch.metric.catalogue.MetricDefinition;
import io.tidewatch.metric.evaluation.AccountValues;
import io.tidewatch.metric.evaluation.CompiledMetrics;
import io.tidewatch.metric.evaluation.Figure;
import io.tidewatch.metric.evaluation.FigureSum;
import io.tidewatch.metric.evaluation.MetricValue;
import io.tidewatch.metric.history.AccountHistory;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Collects the figures of one metric for one group, account by account. Customers that no figure includes are counted per reason
 * as left out, with their revenue; an account that the metric is not about does not belong to the group.
 */
final class GroupSum {

    /** Accounts that are left out for one reason. */
    private static final class Missing {
        private long accounts;
        private final Map<String, BigDecimal> revenue = new TreeMap<>();
    }

    private final Map<String, String> group;
    private final MetricDefinition definition;
    private final LocalDate asOf;
    private final LocalDate start;
    private final FigureSum sum;
    private final DetailTexts details;
    private final boolean ofValues;
    private final boolean ofAccount;
    private final Map<String, Missing> leftOut = new TreeMap<>();
    private String outside;
    private Double denominatorOfUnknown;
    private GroupFigure single;

    /**
     * Of no accounts yet.
     *
     * @param details how the details of the metric are shown
     * @param start the earlier day, for metrics between two days
     * @param ofValues whether the figure is made of the accounts' values and not of their measures
     */
    GroupSum(
            Map<String, String> group,
            MetricDefinition definition,
            CompiledMetrics metrics,
            DetailTexts details,
            boolean ofValues,
            LocalDate asOf,
            LocalDate start) {
        this.group = group;
        this.definition = definition;
        this.asOf = asOf;
        this.start = start;
        this.details = details;
        this.ofValues = ofValues;
        this.ofAccount = group.containsKey(Grouping.ACCOUNT);
        this.sum = new FigureSum(metrics, definition.id());
    }

    /**
     * Adds one account.
     *
     * @param day the day that decides about membership
     */
    void add(AccountValues values, AccountHistory history, LocalDate day) {
        MetricValue value = sum.value(values);
        MetricValue.State state = value.state();
        if (state == MetricValue.State.UNKNOWN || ofValues && state == MetricValue.State.ABSENT) {
            leaveOut(value, reason(value, history), history, day);
        } else if (state == MetricValue.State.OUTSIDE && outside == null) {
            outside = reason(value, history);
        }
        if (ofAccount) {
            single = single(value, reason(value, history));
        } else {
            sum.add(values);
        }
    }

    private String reason(MetricValue value, AccountHistory history) {
        return ValueReading.reason(definition, value, history, asOf, start);
    }

    private void leaveOut(MetricValue value, String reason, AccountHistory history, LocalDate day) {
        Missing missing = leftOut.computeIfAbsent(reason, any -> new Missing());
        missing.accounts++;
        PaidRevenue.monthly(history, day)
                .forEach((currency, amount) ->
                        missing.revenue.merge(currency, amount.multiply(PaidRevenue.YEAR), BigDecimal::add));
        Double denominator = ValueReading.number(value.denominator());
        if (denominator != null) {
            denominatorOfUnknown = denominatorOfUnknown == null ? denominator : denominatorOfUnknown + denominator;
        }
    }

    /** Adds the records that belong to no account; only metrics of everyone count them. */
    void addWithoutAccount(AccountValues records) {
        sum.addWithoutAccount(records);
    }

    /** The value of an account alone is that of the account. */
    private GroupFigure single(MetricValue value, String reason) {
        boolean known = value.state() == MetricValue.State.KNOWN;
        boolean about = value.state() != MetricValue.State.OUTSIDE;
        List<Label> labels = new ArrayList<>();
        value.byLabel()
                .forEach((label, part) -> labels.add(new Label(
                        label,
                        State.valueOf(part.state().name()),
                        ValueReading.number(part),
                        null,
                        null,
                        part.currency())));
        return new GroupFigure(
                group,
                definition,
                asOf,
                from(),
                State.valueOf(value.state().name()),
                reason,
                known ? Double.valueOf(value.value()) : null,
                known ? ValueReading.number(value.numerator()) : null,
                about ? ValueReading.number(value.denominator()) : null,
                ValueReading.currency(value),
                value.band(),
                known ? details.of(value) : Map.of(),
                shown(labels),
                labels.size() - shown(labels).size(),
                known ? 1 : 0,
                leftOut(),
                null);
    }

    /** The figures of the group: one, or one per currency. */
    List<GroupFigure> figures() {
        if (single != null) {
            return List.of(single);
        }
        List<LeftOut> left = leftOut();
        List<GroupFigure> figures = new ArrayList<>();
        List<Figure> all = sum.figures();
        for (int first = 0; first < all.size(); ) {
            // After the figure of all records come those of its labels.
            int next = first + 1;
            while (next < all.size() && all.get(next).label() != null) {
                next++;
            }
            figures.add(figure(all.get(first), all.subList(first + 1, next), left));
            first = next;
        }
        return figures;
    }

    private static List<Label> shown(List<Label> labels) {
        return labels.stream()
                .sorted(Comparator.comparing(Label::label))
                .limit(GroupFigure.MOST_LABELS)
                .toList();
    }

    private static Label label(Figure figure) {
        boolean known = figure.state() == MetricValue.State.KNOWN;
        return new Label(
                figure.label(),
                State.valueOf(figure.state().name()),
                known ? Double.valueOf(figure.value()) : null,
                known ? ValueReading.number(figure.numerator()) : null,
                known ? ValueReading.number(figure.denominator()) : null,
                figure.currency());
    }

    private GroupFigure figure(Figure figure, List<Figure> byLabel, List<LeftOut> left) {
        List<Label> labels = shown(byLabel.stream().map(GroupSum::label).toList());
        String reason = reason(figure, left);
        boolean known = reason == null;
        return new GroupFigure(
                group,
                definition,
                asOf,
                from(),
                known ? State.KNOWN : State.UNKNOWN,
                reason,
                known ? Double.valueOf(figure.value()) : null,
                known ? ValueReading.number(figure.numerator()) : null,
                known ? ValueReading.number(figure.denominator()) : denominatorOfUnknown,
                figure.currency(),
                known ? figure.band() : null,
                known ? DetailTexts.ofGroup(figure.details()) : Map.of(),
                labels,
                byLabel.size() - labels.size(),
                figure.members(),
                left,
                null);
    }

    /** Why there is no figure; null when there is one. Who pays nothing adds nothing: a group without customers has revenue 0. */
    private String reason(Figure figure, List<LeftOut> left) {
        if (figure.members() == 0) {
            if (!left.isEmpty()) {
                return left.getFirst().reason();
            }
            if (outside == null) {
                return "No account matches.";
            }
        }
        if (figure.state() == MetricValue.State.KNOWN) {
            return null;
        }
        return figure.members() == 0 ? outside : "There is nothing that the figure could be computed of.";
    }

    private LocalDate from() {
        return definition.windowDays(asOf) == null ? null : start;
    }

    private List<LeftOut> leftOut() {
        return leftOut.entrySet().stream()
                .map(entry -> new LeftOut(entry.getKey(), entry.getValue().accounts, entry.getValue().revenue))
                .sorted(Comparator.comparingLong(LeftOut::accounts).reversed())
                .toList();
    }
}
