package io.tidewatch.ingestion.metric;

import io.tidewatch.metric.Membership;
import io.tidewatch.metric.catalogue.MetricDefinition;
import io.tidewatch.metric.evaluation.AccountValues;
import io.tidewatch.metric.evaluation.CompiledMetrics;
import io.tidewatch.metric.evaluation.Days;
import io.tidewatch.metric.evaluation.Evaluation;
import io.tidewatch.metric.history.AccountHistory;
import io.tidewatch.problem.ProblemException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Evaluates accounts one after the other and adds them to the figures of their groups. Keeps the sums of the groups, and nothing of
 * an account. For one thread.
 */
final class PortfolioSums {

    /** How many figures an answer may have. */
    static final int MOST_FIGURES = 8_000;

    /** A group of one of the groupings, with the sums of each metric. */
    private record Group(Map<String, String> values, GroupSum[] sums) {
        String order() {
            return String.join("\0", values.values());
        }
    }

    private final MetricQuestion question;
    private final EvaluatedCatalogue catalogue;
    private final List<MetricDefinition> definitions;
    private final GroupKeys keys;
    private final CompiledMetrics metrics;
    private final Evaluation evaluation;
    private final Days days;
    /** By grouping: the groups met so far. */
    private final List<Map<Map<String, String>, Group>> groups = new ArrayList<>();

    private int figures;

    PortfolioSums(
            MetricQuestion question,
            EvaluatedCatalogue catalogue,
            List<MetricDefinition> definitions,
            CompiledMetrics metrics,
            GroupKeys keys) {
        this.question = question;
        this.catalogue = catalogue;
        this.definitions = definitions;
        this.keys = keys;
        this.metrics = metrics;
        this.evaluation = metrics.evaluation();
        this.days = new Days(question.asOf(), question.from());
        for (List<Grouping> set : keys.sets()) {
            groups.add(new HashMap<>());
            if (set.isEmpty()) {
                Group all = group(groups.size() - 1, Map.of());
                definitions.forEach(definition -> sum(all, definition));
            }
        }
    }

    /** Whether an account belongs to a group that is asked about. */
    boolean isAsked(AccountHistory history, Ancestors ancestors) {
        return definitions.stream().anyMatch(definition -> isMember(history, membershipDay(definition), ancestors));
    }

    /** An account belongs to a group by its attributes; one that was not known yet has none. */
    private boolean isMember(AccountHistory history, LocalDate day, Ancestors ancestors) {
        return history.attributesOn(Math.toIntExact(day.toEpochDay())) >= 0
                && keys.matches(history, day, ancestors);
    }

    /** Adds an account. */
    void add(AccountHistory history, Ancestors ancestors) {
        AccountValues values = evaluation.evaluate(history, days);
        for (MetricDefinition definition : definitions) {
            LocalDate day = membershipDay(definition);
            if (isMember(history, day, ancestors)) {
                for (int set = 0; set < groups.size(); set++) {
                    Map<String, String> group = GroupKeys.group(keys.sets().get(set), history, day, ancestors);
                    sum(group(set, group), definition).add(values, history, day);
                }
            }
        }
    }

    /** Adds the records that belong to no account. */
    void addWithoutAccount(AccountHistory records) {
        AccountValues values = evaluation.evaluate(records, days);
        for (MetricDefinition definition : definitions) {
            sum(group(0, Map.of()), definition).addWithoutAccount(values);
        }
    }

    private Group group(int set, Map<String, String> values) {
        return groups.get(set).computeIfAbsent(values, any -> new Group(values, new GroupSum[definitions.size()]));
    }

    private GroupSum sum(Group group, MetricDefinition definition) {
        int number = definitions.indexOf(definition);
        if (group.sums()[number] == null) {
            if (++figures > MOST_FIGURES) {
                throw tooLarge("This query has more groups than that. Request fewer metrics, or only some accounts"
                        + " with \"where\".");
            }
            group.sums()[number] = new GroupSum(
                    group.values(),
                    definition,
                    metrics,
                    catalogue.isOfValues(definition),
                    question.asOf(),
                    start(definition));
        }
        return group.sums()[number];
    }

    static ProblemException tooLarge(String detail) {
        return new ProblemException(
                MetricProblem.QUERY_TOO_LARGE, "A response may have at most " + MOST_FIGURES + " figures. " + detail);
    }

    /** The earlier day: the one asked for where the metric has a period, else the definition's window before the as-of day. */
    private LocalDate start(MetricDefinition definition) {
        return definition.period() != null && question.from() != null
                ? question.from()
                : definition.windowStart(question.asOf());
    }

    /** The day on which an account's attributes decide: one that was lost counts where it was lost. */
    private LocalDate membershipDay(MetricDefinition definition) {
        return definition.membership() == Membership.START ? start(definition) : question.asOf();
    }

    /** The figures in the order of the metrics, then of the groups. */
    List<GroupFigure> figures() {
        List<Group> ordered = groups.stream()
                .flatMap(set -> set.values().stream().sorted(Comparator.comparing(Group::order)))
                .toList();
        List<GroupFigure> all = new ArrayList<>();
        for (int number = 0; number < definitions.size(); number++) {
            for (Group group : ordered) {
                Stream.ofNullable(group.sums()[number]).forEach(sum -> all.addAll(sum.figures()));
            }
        }
        return all;
    }
}
