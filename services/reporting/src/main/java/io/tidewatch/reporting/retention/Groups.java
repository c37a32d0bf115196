package io.tidewatch.reporting.retention;

import io.tidewatch.reporting.metrics.Dimension;
import io.tidewatch.reporting.metrics.Metric;
import io.tidewatch.reporting.metrics.PortfolioMetrics;
import io.tidewatch.reporting.portfolio.Definitions;
import io.tidewatch.reporting.portfolio.Portfolio;
import io.tidewatch.reporting.portfolio.Portfolio.Members;
import io.tidewatch.reporting.retention.RetentionReport.Group;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Joins the sums over accounts at risk to the figures of the same groups. */
final class Groups {

    private static final String NOT_LISTED = "These groups are combined; narrow the selection to see their figures.";

    private final Definitions definitions;
    private final Portfolio portfolio;
    private final PortfolioMetrics answer;
    private final MetricFigures figures;
    private final String unread;

    Groups(Definitions definitions, Portfolio portfolio, PortfolioMetrics answer) {
        this.definitions = definitions;
        this.portfolio = portfolio;
        this.answer = answer;
        this.figures = new MetricFigures(answer);
        this.unread = Missing.whyRiskIsUnknown(portfolio.freshness());
    }

    /** The ARR at risk of these accounts; unknown while the first reading of a provider is not complete. */
    MoneyFigure risk(Members members) {
        return unread == null
                ? RiskSum.of(members, portfolio.currencies(), definitions.arr())
                : MoneyFigure.unknown(unread);
    }

    /**
     * The groups that have accounts, accounts at risk or figures, the largest ARR at risk first; then accounts without a group,
     * and last the groups that do not stand alone.
     *
     * @param nobody label of accounts without a group
     * @param plural what the groups are called
     */
    List<Group> of(Dimension dimension, List<Members> members, String nobody, String plural) {
        Map<String, Members> listed = new TreeMap<>();
        members.stream().filter(group -> group.key() != null).forEach(group -> listed.put(group.key(), group));
        List<Members> rest =
                members.stream().filter(group -> group.key() == null).toList();
        if (rest.isEmpty()) {
            // Groups of the past, which a customer was lost from, have figures and no accounts.
            answer.groups(dimension).stream()
                    .limit(Portfolio.MOST_GROUPS)
                    .forEach(key -> listed.computeIfAbsent(key, Groups::empty));
        }
        Stream<Group> groups = listed.values().stream()
                .map(group -> new Group(
                        group.key(),
                        group.key().isEmpty() ? nobody : group.key(),
                        group.accounts(),
                        group.atRisk(),
                        group.notJudged(),
                        figures.money(Metric.ARR, dimension, group.key()),
                        risk(group),
                        figures.percent(Metric.GRR, dimension, group.key()),
                        figures.percent(Metric.NRR, dimension, group.key())));
        return Stream.concat(
                        groups.sorted(Comparator.comparing((Group group) -> !group.named())
                                .thenComparing(Comparator.comparingLong(Groups::largest)
                                        .reversed())
                                .thenComparing(Group::key)),
                        rest.stream().map(group -> rest(group, plural)))
                .toList();
    }

    private Group rest(Members members, String plural) {
        return new Group(
                null,
                members.groups() + " more " + plural,
                members.accounts(),
                members.atRisk(),
                members.notJudged(),
                MoneyFigure.unknown(NOT_LISTED),
                risk(members),
                PercentFigure.unknown(NOT_LISTED),
                PercentFigure.unknown(NOT_LISTED));
    }

    private static Members empty(String key) {
        return new Members(key, 1, 0, 0, 0, new TreeMap<String, BigDecimal>(), 0, new TreeMap<String, BigDecimal>());
    }

    private static long largest(Group group) {
        return group.arrAtRisk().amounts().values().stream()
                .mapToLong(Long::longValue)
                .max()
                .orElse(0);
    }
}
