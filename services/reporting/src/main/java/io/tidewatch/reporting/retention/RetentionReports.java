package io.tidewatch.reporting.retention;

import io.smallrye.mutiny.Uni;
import io.tidewatch.metric.DayCount;
import io.tidewatch.problem.ProblemException;
import io.tidewatch.reporting.metrics.Dimension;
import io.tidewatch.reporting.metrics.Metric;
import io.tidewatch.reporting.metrics.MetricsClient;
import io.tidewatch.reporting.metrics.PortfolioMetrics;
import io.tidewatch.reporting.portfolio.Freshness;
import io.tidewatch.reporting.portfolio.Portfolio;
import io.tidewatch.reporting.portfolio.Portfolio.AtRiskAccount;
import io.tidewatch.reporting.portfolio.Portfolio.Cell;
import io.tidewatch.reporting.portfolio.PortfolioReader;
import io.tidewatch.reporting.retention.RetentionReport.Choices;
import io.tidewatch.reporting.retention.RetentionReport.Group;
import io.tidewatch.reporting.retention.RiskSum.Coverage;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Makes the retention report: joins flags and runs to the figures of account-ingestion. */
@ApplicationScoped
public class RetentionReports {

    private final PortfolioReader portfolios;
    private final MetricsClient metrics;

    /** For the container. */
    public RetentionReports(PortfolioReader portfolios, MetricsClient metrics) {
        this.portfolios = portfolios;
        this.metrics = metrics;
    }

    /**
     * The report as of now.
     *
     * @throws ProblemException {@code report-period-not-valid} when the days are not in order or lie in the future
     */
    public Uni<RetentionReport> make(ReportRequest request) {
        return portfolios.read(request.selection()).flatMap(portfolio -> {
            LocalDate asOf = request.asOf() == null ? portfolio.today() : request.asOf();
            LocalDate from = request.from() == null ? asOf.minusYears(1) : request.from();
            checkPeriod(from, asOf, portfolio.today());
            return metrics.ask(asOf, from, request.selection())
                    .map(answer -> report(request, portfolio, answer, asOf, from));
        });
    }

    private static void checkPeriod(LocalDate from, LocalDate asOf, LocalDate today) {
        if (asOf.isAfter(today)) {
            throw new ProblemException(
                    ReportProblem.REPORT_PERIOD_NOT_VALID, "asOf " + asOf + " lies after today, " + today + ".");
        }
        if (!from.isBefore(asOf)) {
            throw new ProblemException(
                    ReportProblem.REPORT_PERIOD_NOT_VALID, "from " + from + " must lie before asOf " + asOf + ".");
        }
    }

    private static RetentionReport report(
            ReportRequest request, Portfolio portfolio, PortfolioMetrics answer, LocalDate asOf, LocalDate from) {
        MetricFigures figures = new MetricFigures(answer);
        Coverage coverage = Coverage.of(portfolio.cells());
        String unread = Missing.whyRiskIsUnknown(portfolio.freshness());
        return new RetentionReport(
                asOf,
                from,
                portfolio.now(),
                request.selection(),
                portfolio.freshness().values().stream()
                        .sorted(Comparator.comparing(Freshness::provider))
                        .toList(),
                Missing.sentences(portfolio, answer),
                figures.percent(Metric.GRR, Dimension.ALL, ""),
                figures.percent(Metric.NRR, Dimension.ALL, ""),
                figures.percent(Metric.LOGO_CHURN, Dimension.ALL, ""),
                figures.money(Metric.ARR, Dimension.ALL, ""),
                risk(portfolio.atRisk(), coverage, portfolio.currencies(), unread),
                coverage.accounts(),
                coverage.notJudged(),
                portfolio.atRisk().stream()
                        .map(account -> atRisk(account, portfolio.today()))
                        .toList(),
                portfolio.openRuns(),
                groups(
                        portfolio,
                        answer,
                        Dimension.SEGMENT,
                        Cell::segment,
                        AtRiskAccount::segment,
                        "No segment",
                        unread),
                groups(portfolio, answer, Dimension.CSM, Cell::csm, AtRiskAccount::csm, "No CSM", unread),
                new Choices(portfolio.segments(), portfolio.csms()));
    }

    private static MoneyFigure risk(
            List<AtRiskAccount> accounts, Coverage coverage, List<String> currencies, String unread) {
        return unread == null ? RiskSum.of(accounts, coverage, currencies) : MoneyFigure.unknown(unread);
    }

    private static AtRisk atRisk(AtRiskAccount account, LocalDate today) {
        return new AtRisk(
                account.id(),
                account.name(),
                account.segment(),
                account.csm(),
                RiskSum.of(account.arr()),
                account.renewalOn() == null ? null : DayCount.between(today, account.renewalOn()),
                account.flags());
    }

    /** All groups that have accounts, accounts at risk or figures; accounts without one are the group with an empty key. */
    private static List<Group> groups(
            Portfolio portfolio,
            PortfolioMetrics answer,
            Dimension dimension,
            Function<Cell, String> ofCell,
            Function<AtRiskAccount, String> ofAccount,
            String nobody,
            String unread) {
        Map<String, Coverage> accounts = portfolio.cells().stream()
                .collect(Collectors.groupingBy(
                        cell -> keyOf(ofCell.apply(cell)),
                        Collectors.collectingAndThen(Collectors.toList(), Coverage::of)));
        Map<String, List<AtRiskAccount>> atRisk =
                portfolio.atRisk().stream().collect(Collectors.groupingBy(account -> keyOf(ofAccount.apply(account))));
        TreeSet<String> keys = new TreeSet<>(accounts.keySet());
        keys.addAll(atRisk.keySet());
        keys.addAll(answer.groups(dimension));
        MetricFigures figures = new MetricFigures(answer);
        return keys.stream()
                .map(key -> {
                    Coverage coverage = accounts.getOrDefault(key, new Coverage(0, 0));
                    List<AtRiskAccount> members = atRisk.getOrDefault(key, List.of());
                    return new Group(
                            key,
                            key.isEmpty() ? nobody : key,
                            coverage.accounts(),
                            members.size(),
                            coverage.notJudged(),
                            figures.money(Metric.ARR, dimension, key),
                            risk(members, coverage, portfolio.currencies(), unread),
                            figures.percent(Metric.GRR, dimension, key),
                            figures.percent(Metric.NRR, dimension, key));
                })
                .sorted(Comparator.comparing((Group group) -> group.key().isEmpty())
                        .thenComparing(Comparator.comparingLong(RetentionReports::largest)
                                .reversed())
                        .thenComparing(Group::key))
                .toList();
    }

    private static String keyOf(String value) {
        return value == null ? "" : value;
    }

    private static long largest(Group group) {
        return group.arrAtRisk().amounts().values().stream()
                .mapToLong(Long::longValue)
                .max()
                .orElse(0);
    }
}
