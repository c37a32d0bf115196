package io.tidewatch.reporting.export;

import io.tidewatch.reporting.portfolio.Portfolio.Flag;
import io.tidewatch.reporting.portfolio.Portfolio.OpenRun;
import io.tidewatch.reporting.retention.AtRisk;
import io.tidewatch.reporting.retention.MoneyFigure;
import io.tidewatch.reporting.retention.RetentionReport;
import io.tidewatch.reporting.retention.RetentionReport.Group;
import java.math.BigDecimal;
import java.util.List;
import java.util.TreeSet;

/** The report as CSV files. Unknown figures are empty cells, never 0. */
public final class RetentionCsv {

    private RetentionCsv() {}

    /**
     * One row per account and flag. The column {@code arr_at_risk_minor} holds an account's ARR on its first row only, so
     * that its sum is the headline.
     */
    public static String accounts(RetentionReport report) {
        CsvText csv = new CsvText()
                .header(
                        "account_id",
                        "name",
                        "segment",
                        "csm_email",
                        "arr_minor",
                        "arr_at_risk_minor",
                        "currency",
                        "days_to_renewal",
                        "thresholdId",
                        "level",
                        "question",
                        "since",
                        "reason");
        for (AtRisk account : report.atRiskAccounts()) {
            String currency = account.arr().currency().orElse(null);
            BigDecimal arr = account.arr().value().orElse(null);
            boolean first = true;
            for (Flag flag : account.flags()) {
                csv.row(
                        account.accountId(),
                        account.name(),
                        account.segment(),
                        account.csm(),
                        arr,
                        first ? arr : null,
                        currency,
                        account.daysToRenewal(),
                        flag.thresholdId(),
                        flag.level(),
                        flag.question(),
                        flag.since(),
                        flag.reason());
                first = false;
            }
        }
        return csv.toString();
    }

    /** One row per group and currency; the amounts of one dimension add up to those of the dimension {@code all}. */
    public static String groups(RetentionReport report) {
        CsvText csv = new CsvText()
                .header(
                        "dimension",
                        "group",
                        "label",
                        "accounts",
                        "accounts_at_risk",
                        "accounts_not_judged",
                        "currency",
                        "arr_minor",
                        "arr_at_risk_minor",
                        "grr_percent",
                        "nrr_percent",
                        "note");
        rows(
                csv,
                "all",
                List.of(new Group(
                        "",
                        "All",
                        report.accounts(),
                        report.atRiskAccounts().size(),
                        report.notJudged(),
                        report.arr(),
                        report.arrAtRisk(),
                        report.grr(),
                        report.nrr())));
        rows(csv, "segment", report.bySegment());
        rows(csv, "csm", report.byCsm());
        return csv.toString();
    }

    /** One row per open run. */
    public static String runs(RetentionReport report) {
        CsvText csv = new CsvText()
                .header(
                        "run_id",
                        "account_id",
                        "account_name",
                        "playbook",
                        "owner_email",
                        "opened_at",
                        "responded_at",
                        "acknowledged_at",
                        "next_step",
                        "next_due_at");
        for (OpenRun run : report.openRuns()) {
            csv.row(
                    run.id(),
                    run.accountId(),
                    run.accountName(),
                    run.playbook(),
                    run.ownerEmail(),
                    run.openedAt(),
                    run.respondedAt(),
                    run.acknowledgedAt(),
                    run.nextStep(),
                    run.nextDueAt());
        }
        return csv.toString();
    }

    private static void rows(CsvText csv, String dimension, List<Group> groups) {
        for (Group group : groups) {
            TreeSet<String> currencies = new TreeSet<>(group.arr().amounts().keySet());
            currencies.addAll(group.arrAtRisk().amounts().keySet());
            currencies.addAll(group.grr().byCurrency().keySet());
            currencies.addAll(group.nrr().byCurrency().keySet());
            if (currencies.isEmpty()) {
                row(csv, dimension, group, null);
            }
            currencies.forEach(currency -> row(csv, dimension, group, currency));
        }
    }

    private static void row(CsvText csv, String dimension, Group group, String currency) {
        csv.row(
                dimension,
                group.key(),
                group.label(),
                group.accounts(),
                group.accountsAtRisk(),
                group.notJudged(),
                currency,
                minor(group.arr(), currency),
                minor(group.arrAtRisk(), currency),
                group.grr().in(currency).percent(),
                group.nrr().in(currency).percent(),
                note(group));
    }

    private static Long minor(MoneyFigure figure, String currency) {
        if (!figure.known()) {
            return null;
        }
        return currency == null ? Long.valueOf(0) : Long.valueOf(figure.minor(currency));
    }

    private static String note(Group group) {
        return group.arrAtRisk().known()
                ? group.arrAtRisk().note()
                : group.arrAtRisk().reason();
    }
}
