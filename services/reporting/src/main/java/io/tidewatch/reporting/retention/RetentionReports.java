package io.tidewatch.reporting.retention;

import io.smallrye.mutiny.Uni;
import io.tidewatch.metric.DayCount;
import io.tidewatch.problem.ProblemException;
import io.tidewatch.reporting.metrics.Dimension;
import io.tidewatch.reporting.metrics.Metric;
import io.tidewatch.reporting.metrics.MetricsClient;
import io.tidewatch.reporting.metrics.PortfolioMetrics;
import io.tidewatch.reporting.portfolio.ActiveDefinitions;
import io.tidewatch.reporting.portfolio.Definitions;
import io.tidewatch.reporting.portfolio.Freshness;
import io.tidewatch.reporting.portfolio.Portfolio;
import io.tidewatch.reporting.portfolio.Portfolio.OpenRun;
import io.tidewatch.reporting.portfolio.PortfolioReader;
import io.tidewatch.time.BusinessTime;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/** Makes the retention report: joins flags and runs to the figures of account-ingestion. */
@ApplicationScoped
public class RetentionReports {

    private final PortfolioReader portfolios;
    private final ActiveDefinitions definitions;
    private final MetricsClient metrics;
    private final BusinessTime time;

    public RetentionReports(
            PortfolioReader portfolios, ActiveDefinitions definitions, MetricsClient metrics, BusinessTime time) {
        this.portfolios = portfolios;
        this.definitions = definitions;
        this.metrics = metrics;
        this.time = time;
    }

    /**
     * The report as of now.
     *
     * @throws ProblemException {@code report-period-not-valid} when the days are not in order or lie in the future
     */
    public Uni<RetentionReport> make(ReportRequest request) {
        return period(request).flatMap(period -> Uni.combine()
                .all()
                .unis(
                        metrics.ask(period.asOf(), period.from(), request.selection()),
                        definitions(period).flatMap(active -> portfolios
                                .read(request.selection(), active, period.today())
                                .map(portfolio -> new Read(portfolio, active))))
                .with((answer, read) -> report(request, period, answer, read)));
    }

    /**
     * All accounts at risk, the largest ARR first.
     *
     * @param batches gets some at a time, and is waited for
     * @return the day of the list; fails like {@link #make}
     */
    public Uni<LocalDate> allAtRisk(ReportRequest request, Function<List<AtRisk>, Uni<Void>> batches) {
        return period(request).flatMap(period -> definitions(period)
                .flatMap(active -> portfolios.readAllAtRisk(
                        request.selection(),
                        active,
                        period.today(),
                        accounts -> batches.apply(accounts.stream()
                                .map(account -> AtRisk.of(account, period.today()))
                                .toList())))
                .replaceWith(period.today()));
    }

    /**
     * All open runs, the next due step first.
     *
     * @param batches gets some at a time, and is waited for
     * @return the day of the list; fails like {@link #make}
     */
    public Uni<LocalDate> allOpenRuns(ReportRequest request, Function<List<OpenRun>, Uni<Void>> batches) {
        return period(request)
                .flatMap(period ->
                        portfolios.readAllOpenRuns(request.selection(), batches).replaceWith(period.today()));
    }

    private record Period(LocalDate from, LocalDate asOf, LocalDate today) {}

    private record Read(Portfolio portfolio, Definitions definitions) {}

    private Uni<Period> period(ReportRequest request) {
        return time.read().map(reading -> {
            LocalDate today = DayCount.dayOf(reading.now());
            LocalDate asOf = request.asOf() == null ? today : request.asOf();
            LocalDate from = request.from() == null ? asOf.minusYears(1) : request.from();
            if (asOf.isAfter(today)) {
                throw new ProblemException(
                        ReportProblem.REPORT_PERIOD_NOT_VALID,
                        "asOf must not be after today (" + today + "), but is " + asOf + ".");
            }
            if (!from.isBefore(asOf)) {
                throw new ProblemException(
                        ReportProblem.REPORT_PERIOD_NOT_VALID,
                        "from must be before asOf (" + asOf + "), but is " + from + ".");
            }
            return new Period(from, asOf, today);
        });
    }

    private Uni<Definitions> definitions(Period period) {
        return metrics.activeDefinitions(period.today()).flatMap(definitions::note);
    }

    private static RetentionReport report(ReportRequest request, Period period, PortfolioMetrics answer, Read read) {
        Portfolio portfolio = read.portfolio();
        MetricFigures figures = new MetricFigures(answer);
        Groups groups = new Groups(read.definitions(), portfolio, answer);
        return new RetentionReport(
                period.asOf(),
                period.from(),
                portfolio.now(),
                request.selection(),
                portfolio.freshness().values().stream()
                        .sorted(Comparator.comparing(Freshness::provider))
                        .toList(),
                Missing.sentences(portfolio, answer),
                portfolio.flags(),
                figures.percent(Metric.GRR, Dimension.ALL, ""),
                figures.percent(Metric.NRR, Dimension.ALL, ""),
                figures.percent(Metric.LOGO_CHURN, Dimension.ALL, ""),
                figures.money(Metric.ARR, Dimension.ALL, ""),
                groups.risk(portfolio.all()),
                portfolio.all().accounts(),
                portfolio.all().atRisk(),
                portfolio.all().notJudged(),
                portfolio.atRisk().stream()
                        .map(account -> AtRisk.of(account, period.today()))
                        .toList(),
                portfolio.openRuns(),
                portfolio.runs(),
                groups.of(Dimension.SEGMENT, portfolio.segments(), "No segment", "segments"),
                groups.of(Dimension.CSM, portfolio.csms(), "No CSM", "CSMs"),
                portfolio.choices());
    }
}
