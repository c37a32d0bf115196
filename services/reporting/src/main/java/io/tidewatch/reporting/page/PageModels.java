package io.tidewatch.reporting.page;

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

/** Writes a report out for the page. */
final class PageModels {

    /** More rows than these are only in the CSV and JSON: the page says so and links there. */
    private static final int MOST_ROWS = 200;

    private static final String NOBODY = "–";

    private PageModels() {}

    static PageModel of(RetentionReport report, String reader) {
        List<BarChart> charts = charts(report);
        int atRisk = report.atRiskAccounts().size();
        int runs = report.openRuns().size();
        return new PageModel(
                reader,
                "As of " + Wording.day(report.asOf()) + ", compared with " + Wording.day(report.from())
                        + ". Accounts at risk and playbooks: " + Wording.time(report.shownAt()) + ".",
                report.freshness().stream().map(PageModels::freshness).toList(),
                report.missing(),
                filter(report),
                links(report),
                tiles(report),
                charts,
                charts.isEmpty() ? chartGap(report) : null,
                report.atRiskAccounts().stream()
                        .limit(MOST_ROWS)
                        .map(PageModels::riskRow)
                        .toList(),
                atRisk == 0 ? riskGap(report) : null,
                more(atRisk, "accounts at risk"),
                report.openRuns().stream()
                        .limit(MOST_ROWS)
                        .map(run -> runRow(run, report.shownAt()))
                        .toList(),
                runs == 0 ? "No playbook is at work for these accounts." : null,
                more(runs, "open runs"),
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
        int atRisk = report.atRiskAccounts().size();
        boolean calm = report.arrAtRisk().known() && atRisk == 0;
        return List.of(
                tile(
                        "arr-at-risk",
                        "ARR at risk",
                        report.arrAtRisk(),
                        calm ? "plain" : "risk",
                        report.arrAtRisk().note()),
                tile("arr", "ARR", report.arr(), "plain", report.arr().note()),
                new Tile(
                        "accounts-at-risk",
                        "Accounts at risk",
                        Integer.toString(atRisk),
                        Integer.toString(atRisk),
                        "plain",
                        "of " + Wording.count(report.accounts(), "account", "accounts")
                                + (report.notJudged() == 0 ? "" : ", " + report.notJudged() + " not judged in full")),
                tile("grr", "Gross revenue retention", report.grr(), "plain", null),
                tile("nrr", "Net revenue retention", report.nrr(), "plain", null),
                tile("logo-churn", "Logo churn", report.logoChurn(), "plain", null));
    }

    private static Tile tile(String id, String label, Figure figure, String tone, String note) {
        return new Tile(
                id,
                label,
                Wording.text(figure),
                Wording.exact(figure),
                figure.known() ? tone : "unknown",
                figure.known() ? note : figure.reason());
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
                ? "No ARR is at risk, so there is nothing to draw."
                : "ARR at risk is unknown, so there is nothing to draw. "
                        + report.arrAtRisk().reason();
    }

    private static String riskGap(RetentionReport report) {
        return report.arrAtRisk().known()
                ? "No account is at risk."
                : report.arrAtRisk().reason();
    }

    private static String more(int number, String what) {
        return number <= MOST_ROWS ? null : "These are the first " + MOST_ROWS + " of " + number + " " + what + ".";
    }

    private static RiskRow riskRow(AtRisk account) {
        return new RiskRow(
                account.name(),
                account.accountId(),
                Objects.requireNonNullElse(account.segment(), NOBODY),
                Objects.requireNonNullElse(account.csm(), NOBODY),
                cell(account.arr()),
                account.daysToRenewal() == null
                        ? Wording.UNKNOWN
                        : "in " + Wording.count(account.daysToRenewal(), "day", "days"),
                account.flags().stream()
                        .map(flag ->
                                new Reason(flag.reason(), flag.thresholdId(), "flagged " + Wording.day(flag.since())))
                        .toList());
    }

    private static RunRow runRow(OpenRun run, Instant now) {
        return new RunRow(
                run.id().toString(),
                run.accountName(),
                run.playbook(),
                Objects.requireNonNullElse(run.ownerEmail(), NOBODY),
                Wording.day(run.openedAt()),
                Objects.requireNonNullElse(run.nextStep(), "Nothing more is planned"),
                run.nextDueAt() == null ? NOBODY : Wording.time(run.nextDueAt()),
                run.nextDueAt() != null && run.nextDueAt().isBefore(now),
                standing(run));
    }

    private static String standing(OpenRun run) {
        if (run.respondedAt() != null) {
            return "Sponsor answered " + Wording.day(run.respondedAt());
        }
        return run.acknowledgedAt() == null
                ? "No answer yet"
                : "No answer yet; acknowledged " + Wording.day(run.acknowledgedAt());
    }

    private static List<GroupRow> rows(List<Group> groups) {
        return groups.stream()
                .map(group -> new GroupRow(
                        group.label(),
                        group.key().isEmpty(),
                        group.accounts(),
                        group.accountsAtRisk(),
                        group.notJudged(),
                        cell(group.arr()),
                        amount(group.arrAtRisk()),
                        cell(group.grr()),
                        cell(group.nrr())))
                .toList();
    }

    private static Cell cell(Figure figure) {
        return new Cell(
                Wording.text(figure),
                Wording.exact(figure),
                figure.known(),
                figure.known() && figure instanceof MoneyFigure money ? money.note() : figure.reason());
    }

    /** Without its note: the table has columns for what is left out. */
    private static Cell amount(MoneyFigure figure) {
        return new Cell(Wording.text(figure), Wording.exact(figure), figure.known(), figure.reason());
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
