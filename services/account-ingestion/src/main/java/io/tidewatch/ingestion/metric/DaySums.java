package io.tidewatch.ingestion.metric;

import io.tidewatch.metric.Membership;
import io.tidewatch.metric.catalogue.MetricDefinition;
import io.tidewatch.metric.evaluation.AccountValues;
import io.tidewatch.metric.evaluation.CompiledMetrics;
import io.tidewatch.metric.evaluation.Days;
import io.tidewatch.metric.evaluation.Evaluation;
import io.tidewatch.metric.evaluation.ExchangeRates;
import io.tidewatch.metric.evaluation.ReadingDays;
import io.tidewatch.metric.history.AccountHistory;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Evaluates accounts one after the other on some of the days of a question, and adds them to the figures of their groups. Keeps the sums
 * of the groups, and nothing of an account. For one thread at a time.
 */
final class DaySums {

    /**
     * A day that is asked about.
     *
     * @param on the same as the evaluator takes it
     * @param starts by metric: the earlier day
     * @param decides by metric: the day on which an account's attributes decide; one that was lost counts where it was lost
     */
    private record AskedDay(Days days, ReadingDays on, List<LocalDate> starts, List<LocalDate> decides) {

        static AskedDay of(Days days, CompiledMetrics metrics, List<MetricDefinition> definitions) {
            List<LocalDate> starts = new ArrayList<>();
            List<LocalDate> decides = new ArrayList<>();
            for (MetricDefinition definition : definitions) {
                // The one asked for where the metric has a period, else the definition's window before the as-of day.
                LocalDate start = definition.period() != null && days.from() != null
                        ? days.from()
                        : definition.windowStart(days.asOf());
                starts.add(start);
                decides.add(definition.membership() == Membership.START ? start : days.asOf());
            }
            return new AskedDay(days, metrics.on(days), starts, decides);
        }
    }

    /** A group of one of the groupings, with the sums of each day and metric. */
    private record Group(Map<String, String> values, GroupSum[][] sums) {
        String order() {
            return String.join("\0", values.values());
        }
    }

    private final EvaluatedCatalogue catalogue;
    private final List<MetricDefinition> definitions;
    private final AskedDays asked;
    private final GroupKeys keys;
    private final boolean byAccount;
    private final CompiledMetrics metrics;
    private Evaluation evaluation;
    private final List<AskedDay> days;
    /** By grouping: the groups met so far. */
    private final List<Map<Map<String, String>, Group>> groups = new ArrayList<>();

    private final AtomicInteger figures;

    /** The account and the version of its attributes that were looked at last, and what they say. */
    private AccountHistory last;

    private int version;
    private boolean member;
    private Group[] memberOf;

    /**
     * Of no accounts yet.
     *
     * @param asked the days
     * @param figures counts the sums of groups, also those of other days of the question
     */
    DaySums(
            AskedDays asked,
            boolean byAccount,
            EvaluatedCatalogue catalogue,
            List<MetricDefinition> definitions,
            CompiledMetrics metrics,
            GroupKeys keys,
            AtomicInteger figures) {
        this.catalogue = catalogue;
        this.definitions = definitions;
        this.asked = asked;
        this.keys = keys;
        this.byAccount = byAccount;
        this.metrics = metrics;
        this.figures = figures;
        this.days = asked.byAccount().isEmpty() ? days(null) : List.of();
        for (List<Grouping> set : keys.sets()) {
            groups.add(new HashMap<>());
            if (set.isEmpty()) {
                Group all = group(groups.size() - 1, Map.of());
                for (int day = 0; day < days.size(); day++) {
                    for (int metric = 0; metric < definitions.size(); metric++) {
                        sum(all, day, metric);
                    }
                }
            }
        }
    }

    /** Sets the rates by which amounts are converted, before the first account is added. */
    void convertBy(ExchangeRates rates) {
        evaluation = metrics.evaluation(rates);
    }

    private List<AskedDay> days(String account) {
        return asked.of(account).stream()
                .map(day -> AskedDay.of(day, metrics, definitions))
                .toList();
    }

    private List<AskedDay> daysOf(AccountHistory history) {
        return asked.byAccount().isEmpty() ? days : days(history.accountId());
    }

    /** Whether an account belongs to a group that is asked about. Any thread may ask. */
    boolean isAsked(AccountHistory history, Ancestors ancestors) {
        return daysOf(history).stream()
                .flatMap(day -> day.decides().stream())
                .distinct()
                .anyMatch(day -> isMember(history, version(history, day), day, ancestors));
    }

    /** An account belongs to a group by its attributes; one that was not known yet has none. */
    private boolean isMember(AccountHistory history, int version, LocalDate day, Ancestors ancestors) {
        return version >= 0 && keys.matches(history, day, ancestors);
    }

    private static int version(AccountHistory history, LocalDate day) {
        return history.attributesOn(Math.toIntExact(day.toEpochDay()));
    }

    /** Turns to an account and a day; whether it belongs to a group then. */
    private boolean turnTo(AccountHistory history, LocalDate day, Ancestors ancestors) {
        int on = version(history, day);
        if (history != last || on != version || keys.readParents()) {
            last = history;
            version = on;
            member = isMember(history, on, day, ancestors);
            memberOf = null;
        }
        return member;
    }

    /** Adds an account; the answer are the figures of its own, by day and metric. */
    List<GroupFigure> add(AccountHistory history, Ancestors ancestors) {
        List<GroupFigure> own = new ArrayList<>();
        List<AskedDay> its = daysOf(history);
        for (int number = 0; number < its.size(); number++) {
            AskedDay day = its.get(number);
            AccountValues values = evaluation.evaluate(history, day.on());
            for (int metric = 0; metric < definitions.size(); metric++) {
                LocalDate decides = day.decides().get(metric);
                if (!turnTo(history, decides, ancestors)) {
                    continue;
                }
                if (byAccount) {
                    GroupSum sum = newSum(keys.group(0, history, decides, ancestors), day, metric);
                    sum.add(values, history, decides);
                    own.addAll(sum.figures());
                } else {
                    for (Group group : groups(history, decides, ancestors)) {
                        sum(group, number, metric).add(values, history, decides);
                    }
                }
            }
        }
        return own;
    }

    private Group[] groups(AccountHistory history, LocalDate day, Ancestors ancestors) {
        if (memberOf == null) {
            memberOf = new Group[groups.size()];
            for (int set = 0; set < memberOf.length; set++) {
                memberOf[set] = group(set, keys.group(set, history, day, ancestors));
            }
        }
        return memberOf;
    }

    /** Adds the records that belong to no account. */
    void addWithoutAccount(AccountHistory records) {
        Group all = group(0, Map.of());
        for (int day = 0; day < days.size(); day++) {
            AccountValues values = evaluation.evaluate(records, days.get(day).on());
            for (int metric = 0; metric < definitions.size(); metric++) {
                sum(all, day, metric).addWithoutAccount(values);
            }
        }
    }

    private Group group(int set, Map<String, String> values) {
        return groups.get(set)
                .computeIfAbsent(values, any -> new Group(values, new GroupSum[days.size()][definitions.size()]));
    }

    private GroupSum sum(Group group, int day, int metric) {
        GroupSum sum = group.sums()[day][metric];
        if (sum == null) {
            if (figures.incrementAndGet() > PortfolioSums.MOST_FIGURES) {
                throw PortfolioSums.tooLarge(
                        "This query has more groups than that. Request fewer metrics or days, or only some accounts"
                                + " with \"where\".");
            }
            sum = newSum(group.values(), days.get(day), metric);
            group.sums()[day][metric] = sum;
        }
        return sum;
    }

    private GroupSum newSum(Map<String, String> group, AskedDay day, int metric) {
        MetricDefinition definition = definitions.get(metric);
        return new GroupSum(
                group,
                definition,
                metrics,
                catalogue.detailsOf(definition.id()),
                catalogue.isOfValues(definition),
                day.days().asOf(),
                day.starts().get(metric));
    }

    /** The figures of a metric in the order of the days, then of the groups. */
    List<GroupFigure> figures(int metric) {
        List<Group> ordered = groups.stream()
                .flatMap(set -> set.values().stream().sorted(Comparator.comparing(Group::order)))
                .toList();
        List<GroupFigure> all = new ArrayList<>();
        for (int day = 0; day < days.size(); day++) {
            for (Group group : ordered) {
                if (group.sums()[day][metric] != null) {
                    all.addAll(group.sums()[day][metric].figures());
                }
            }
        }
        return all;
    }
}
