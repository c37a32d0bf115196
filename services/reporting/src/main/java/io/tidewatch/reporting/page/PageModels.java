package io.tidewatch.reporting.page;

import io.tidewatch.reporting.metrics.LeftOut;
import io.tidewatch.reporting.page.PageModel.Cell;
import io.tidewatch.reporting.page.PageModel.Choice;
import io.tidewatch.reporting.page.PageModel.Definition;
import io.tidewatch.reporting.page.PageModel.Filter;
import io.tidewatch.reporting.page.PageModel.GroupRow;
import io.tidewatch.reporting.page.PageModel.GroupTable;
import io.tidewatch.reporting.page.PageModel.Links;
import io.tidewatch.reporting.page.PageModel.Reason;
import io.tidewatch.reporting.page.PageModel.RiskRow;
import io.tidewatch.reporting.page.PageModel.RunRow;
import io.tidewatch.reporting.page.PageModel.Tile;
import io.tidewatch.reporting.portfolio.Freshness;
import io.tidewatch.reporting.portfolio.Portfolio.OpenRun;
import io.tidewatch.reporting.retention.AtRisk;
import io.tidewatch.reporting.retention.Figure;
import io.tidewatch.reporting.retention.MoneyFigure;
import io.tidewatch.reporting.retention.RetentionReport;
import io.tidewatch.reporting.retention.RetentionReport.Group;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Puts a report into words for the page. */
final class PageModels {

    private static final String NONE = "–";

    /** So many sentences fit under a headline figure; more have to be opened. */
    private static final int MOST_NOTES = 2;

    private PageModels() {}

    static PageModel of(RetentionReport report, String reader) {
        List<BarChart> charts = charts(report);
        return new PageModel(
                reader,
                "Figures as of " + Wording.day(report.asOf()) + ", compared with " + Wording.day(report.from())
                        + ". Accounts at risk and playbook runs as of " + Wording.time(report.shownAt()) + ".",
                report.freshness().stream().map(PageModels::freshness).toList(),
                report.missing(),
                report.portfolioFlags().stream()
                        .map(flag -> flag.reason() + " Since " + Wording.day(flag.since()) + ".")
                        .toList(),
                filter(report),
                links(report),
                tiles(report),
                charts,
                charts.isEmpty() ? chartGap(report) : null,
                report.atRiskAccounts().stream().map(PageModels::riskRow).toList(),
                report.accountsAtRisk() == 0 ? riskGap(report) : null,
                more(report.atRiskAccounts().size(), report.accountsAtRisk(), "accounts at risk"),
                report.openRuns().stream()
                        .map(run -> runRow(run, report.shownAt()))
                        .toList(),
                report.runs() == 0 ? "No playbook run is open for these accounts." : null,
                more(report.openRuns().size(), report.runs(), "open playbook runs"),
                List.of(
                        new GroupTable("by-segment", "By segment", "Segment", rows(report.bySegment())),
                        new GroupTable("by-csm", "By CSM", "CSM", rows(report.byCsm()))),
                definitions(report));
    }

    private static String freshness(Freshness freshness) {
        return freshness.provider().service() + ": "
                + (freshness.upTo() == null ? "not read yet" : "up to " + Wording.time(freshness.upTo()));
    }

    private static Filter filter(RetentionReport report) {
        String segment = report.selection().segment();
        String csm = report.selection().csm();
        return new Filter(
                choices(report.choices().segments(), segment),
                choices(report.choices().csms(), csm),
                report.asOf().toString(),
                report.from().toString(),
                segment != null || csm != null);
    }

    /** What is chosen stays in the list even when no account has it (any more). */
    private static List<Choice> choices(List<String> all, String chosen) {
        List<Choice> choices = new ArrayList<>();
        if (chosen != null && all.stream().noneMatch(chosen::equalsIgnoreCase)) {
            choices.add(new Choice(chosen, true));
        }
        all.forEach(value -> choices.add(new Choice(value, value.equalsIgnoreCase(chosen))));
        return choices;
    }

    private static Links links(RetentionReport report) {
        StringBuilder query = new StringBuilder("?asOf=" + report.asOf() + "&from=" + report.from());
        add(query, "segment", report.selection().segment());
        add(query, "csm", report.selection().csm());
        return new Links(
                "/v1/reports/retention" + query,
                "/v1/reports/retention/accounts.csv" + query,
                "/v1/reports/retention/runs.csv" + query,
                "/v1/reports/retention/groups.csv" + query);
    }

    private static void add(StringBuilder query, String name, String value) {
        if (value != null) {
            query.append('&').append(name).append('=').append(URLEncoder.encode(value, StandardCharsets.UTF_8));
        }
    }

    private static List<Tile> tiles(RetentionReport report) {
        boolean calm = report.arrAtRisk().known() && report.accountsAtRisk() == 0;
        return List.of(
                tile("arr-at-risk", "ARR at risk", report.arrAtRisk(), calm ? "plain" : "risk"),
                tile("arr", "ARR", report.arr(), "plain"),
                new Tile(
                        "accounts-at-risk",
                        "Accounts at risk",
                        Long.toString(report.accountsAtRisk()),
                        Long.toString(report.accountsAtRisk()),
                        "plain",
                        List.of("of " + Wording.count(report.accounts(), "customer", "customers")
                                + (report.notJudged() == 0 ? "" : "; unknown for " + report.notJudged() + " more")),
                        List.of()),
                tile("grr", "Gross revenue retention", report.grr(), "plain"),
                tile("nrr", "Net revenue retention", report.nrr(), "plain"),
                tile("logo-churn", "Logo churn", report.logoChurn(), "plain"));
    }

    private static Tile tile(String id, String label, Figure figure, String tone) {
        List<String> notes = new ArrayList<>();
        if (!figure.known()) {
            notes.add(figure.reason());
        }
        List<String> leftOut = leftOut(figure);
        boolean few = leftOut.size() <= MOST_NOTES;
        if (few) {
            notes.addAll(leftOut);
        }
        return new Tile(
                id,
                label,
                Wording.text(figure),
                Wording.exact(figure),
                figure.known() ? tone : "unknown",
                notes,
                few ? List.of() : leftOut);
    }

    private static List<String> leftOut(Figure figure) {
        return figure.leftOut().stream()
                .map(part -> "Not included: " + part.sentence())
                .toList();
    }

    private static List<BarChart> charts(RetentionReport report) {
        MoneyFigure risk = report.arrAtRisk();
        boolean several = risk.amounts().size() > 1;
        return risk.amounts().keySet().stream()
                .flatMap(currency -> Stream.of(
                        BarChart.of(
                                "chart-segment-" + currency,
                                "ARR at risk by segment" + (several ? ", " + currency : ""),
                                currency,
                                report.bySegment()),
                        BarChart.of(
                                "chart-csm-" + currency,
                                "ARR at risk by CSM" + (several ? ", " + currency : ""),
                                currency,
                                report.byCsm())))
                .filter(chart -> !chart.bars().isEmpty())
                .toList();
    }

    private static String chartGap(RetentionReport report) {
        return report.arrAtRisk().known()
                ? "No ARR is at risk, so there is no chart."
                : "ARR at risk is unknown, so there is no chart. "
                        + report.arrAtRisk().reason();
    }

    private static String riskGap(RetentionReport report) {
        return report.arrAtRisk().known()
                ? "No account is at risk."
                : report.arrAtRisk().reason();
    }

    private static String more(int listed, long all, String what) {
        return listed >= all ? null : "These are the first " + listed + " of " + all + " " + what + ".";
    }

    private static RiskRow riskRow(AtRisk account) {
        return new RiskRow(
                account.name(),
                account.accountId(),
                Objects.requireNonNullElse(account.segment(), NONE),
                Objects.requireNonNullElse(account.csm(), NONE),
                cell(account.arr()),
                account.daysToRenewal() == null
                        ? Wording.UNKNOWN
                        : "in " + Wording.count(account.daysToRenewal(), "day", "days"),
                account.flags().stream()
                        .map(flag ->
                                new Reason(flag.reason(), flag.thresholdId(), "raised " + Wording.day(flag.since())))
                        .toList(),
                account.flagCount() <= account.flags().size()
                        ? null
                        : "and " + (account.flagCount() - account.flags().size()) + " more");
    }

    private static RunRow runRow(OpenRun run, Instant now) {
        return new RunRow(
                run.id().toString(),
                run.accountName(),
                run.playbook(),
                Objects.requireNonNullElse(run.ownerEmail(), NONE),
                Wording.day(run.openedAt()),
                Objects.requireNonNullElse(run.nextStep(), "No further step"),
                run.nextDueAt() == null ? NONE : Wording.time(run.nextDueAt()),
                run.nextDueAt() != null && run.nextDueAt().isBefore(now),
                soFar(run));
    }

    private static List<String> soFar(OpenRun run) {
        if (run.judgements().isEmpty()) {
            return List.of(
                    run.acknowledgedAt() == null
                            ? "No progress yet"
                            : "No progress yet; acknowledged " + Wording.day(run.acknowledgedAt()));
        }
        return run.judgements().stream()
                .map(judgement -> Wording.day(judgement.at()) + ": " + judgement.sentence())
                .toList();
    }

    private static List<GroupRow> rows(List<Group> groups) {
        return groups.stream()
                .map(group -> new GroupRow(
                        group.label(),
                        group.named(),
                        group.accounts(),
                        group.accountsAtRisk(),
                        group.notJudged(),
                        cell(group.arr()),
                        cell(group.arrAtRisk()),
                        cell(group.grr()),
                        cell(group.nrr())))
                .toList();
    }

    private static Cell cell(Figure figure) {
        long accounts = figure.leftOut().stream().mapToLong(LeftOut::accounts).sum();
        return new Cell(
                Wording.text(figure),
                Wording.exact(figure),
                figure.known(),
                figure.reason(),
                accounts == 0 ? null : Wording.count(accounts, "account", "accounts") + " not included",
                figure.leftOut().stream().map(LeftOut::sentence).toList());
    }

    private static List<Definition> definitions(RetentionReport report) {
        return Stream.of(
                        new Definition("Gross revenue retention", report.grr().definitionHash()),
                        new Definition("Net revenue retention", report.nrr().definitionHash()),
                        new Definition("Logo churn", report.logoChurn().definitionHash()),
                        new Definition("ARR", report.arr().definitionHash()),
                        new Definition("ARR at risk", report.arrAtRisk().definitionHash()))
                .filter(definition -> definition.hash() != null)
                .toList();
    }
}
