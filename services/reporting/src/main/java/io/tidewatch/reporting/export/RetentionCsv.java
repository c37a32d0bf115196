package io.tidewatch.reporting.export;

import io.tidewatch.money.Money;
import io.tidewatch.reporting.metrics.LeftOut;
import io.tidewatch.reporting.portfolio.Portfolio.Flag;
import io.tidewatch.reporting.portfolio.Portfolio.OpenRun;
import io.tidewatch.reporting.retention.AtRisk;
import io.tidewatch.reporting.retention.Figure;
import io.tidewatch.reporting.retention.MoneyFigure;
import io.tidewatch.reporting.retention.RetentionReport;
import io.tidewatch.reporting.retention.RetentionReport.Group;
import java.math.BigDecimal;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The report as CSV. Amounts have the decimals of their currency. Unknown figures are empty cells, never 0. */
public final class RetentionCsv {

    private RetentionCsv() {}

    static String accountsHeader() {
        return new CsvText()
                .header(
                        "account_id",
                        "name",
                        "segment",
                        "csm_email",
                        "arr",
                        "arr_at_risk",
                        "currency",
                        "days_to_renewal",
                        "threshold_id",
                        "level",
                        "question",
                        "since",
                        "reason")
                .toString();
    }

    /**
     * One row per account and flag. The column {@code arr_at_risk} holds an account's ARR on its first row only, so that its
     * sum is the headline.
     */
    static String accounts(List<AtRisk> accounts) {
        CsvText csv = new CsvText();
        for (AtRisk account : accounts) {
            String currency = account.arr().currency().orElse(null);
            BigDecimal arr = amount(account.arr(), currency);
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

    static String runsHeader() {
        return new CsvText()
                .header(
                        "run_id",
                        "account_id",
                        "account_name",
                        "playbook",
                        "owner_email",
                        "opened_at",
                        "judgements",
                        "acknowledged_at",
                        "next_step",
                        "next_due_at")
                .toString();
    }

    static String runs(List<OpenRun> runs) {
        CsvText csv = new CsvText();
        for (OpenRun run : runs) {
            csv.row(
                    run.id(),
                    run.accountId(),
                    run.accountName(),
                    run.playbook(),
                    run.ownerEmail(),
                    run.openedAt(),
                    run.judgements().stream()
                            .map(judgement -> judgement.word() + " " + judgement.at())
                            .collect(Collectors.joining("; ")),
                    run.acknowledgedAt(),
                    run.nextStep(),
                    run.nextDueAt());
        }
        return csv.toString();
    }

    /**
     * One row per group and currency; the amounts of one dimension add up to those of the dimension {@code all}, whose note also
     * says what is missing or out of date in the whole report.
     */
    public static String groups(RetentionReport report) {
        CsvText csv = new CsvText()
                .header(
                        "dimension",
                        "group",
                        "label",
                        "accounts",
                        "accounts_at_risk",
                        "accounts_risk_unknown",
                        "currency",
                        "arr",
                        "arr_at_risk",
                        "grr_percent",
                        "nrr_percent",
                        "arr_accounts_left_out",
                        "arr_at_risk_accounts_left_out",
                        "grr_accounts_left_out",
                        "nrr_accounts_left_out",
                        "note");
        rows(
                csv,
                "all",
                report.missing(),
                List.of(new Group(
                        "",
                        "All",
                        report.accounts(),
                        report.accountsAtRisk(),
                        report.notJudged(),
                        report.arr(),
                        report.arrAtRisk(),
                        report.grr(),
                        report.nrr())));
        rows(csv, "segment", List.of(), report.bySegment());
        rows(csv, "csm", List.of(), report.byCsm());
        return csv.toString();
    }

    private static void rows(CsvText csv, String dimension, List<String> notes, List<Group> groups) {
        for (Group group : groups) {
            TreeSet<String> currencies = new TreeSet<>(group.arr().amounts().keySet());
            currencies.addAll(group.arrAtRisk().amounts().keySet());
            currencies.addAll(group.grr().byCurrency().keySet());
            currencies.addAll(group.nrr().byCurrency().keySet());
            if (currencies.isEmpty()) {
                row(csv, dimension, notes, group, null);
            }
            currencies.forEach(currency -> row(csv, dimension, notes, group, currency));
        }
    }

    private static void row(CsvText csv, String dimension, List<String> notes, Group group, String currency) {
        csv.row(
                dimension,
                group.key(),
                group.label(),
                group.accounts(),
                group.accountsAtRisk(),
                group.notJudged(),
                currency,
                amount(group.arr(), currency),
                amount(group.arrAtRisk(), currency),
                group.grr().in(currency).percent(),
                group.nrr().in(currency).percent(),
                accounts(group.arr()),
                accounts(group.arrAtRisk()),
                accounts(group.grr()),
                accounts(group.nrr()),
                Stream.concat(notes.stream(), note(group)).collect(Collectors.joining(" ")));
    }

    /** The amount in a currency, with its decimals; 0 where nothing has a currency; null when unknown. */
    private static BigDecimal amount(MoneyFigure figure, String currency) {
        if (!figure.known()) {
            return null;
        }
        return currency == null
                ? BigDecimal.ZERO
                : Money.ofMinor(figure.minor(currency), currency).major();
    }

    private static long accounts(Figure figure) {
        return figure.leftOut().stream().mapToLong(LeftOut::accounts).sum();
    }

    /** Why figures are unknown, and what the others leave out, in sentences. */
    private static Stream<String> note(Group group) {
        return Stream.of(
                        note("ARR", group.arr()),
                        note("ARR at risk", group.arrAtRisk()),
                        note("GRR", group.grr()),
                        note("NRR", group.nrr()))
                .flatMap(Function.identity());
    }

    private static Stream<String> note(String name, Figure figure) {
        return Stream.concat(
                figure.known() ? Stream.empty() : Stream.of(name + " is unknown: " + figure.reason()),
                figure.leftOut().stream().map(part -> name + " does not include " + part.sentence()));
    }
}
