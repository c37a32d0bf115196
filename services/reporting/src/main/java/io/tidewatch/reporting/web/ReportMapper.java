package io.tidewatch.reporting.web;

import io.tidewatch.reporting.api.model.Amount;
import io.tidewatch.reporting.api.model.AtRiskAccount;
import io.tidewatch.reporting.api.model.AtRiskFlag;
import io.tidewatch.reporting.api.model.CurrencyPercentage;
import io.tidewatch.reporting.api.model.OpenRunJudgement;
import io.tidewatch.reporting.metrics.LeftOut;
import io.tidewatch.reporting.portfolio.Freshness;
import io.tidewatch.reporting.portfolio.Portfolio.Flag;
import io.tidewatch.reporting.portfolio.Portfolio.OpenRun;
import io.tidewatch.reporting.retention.AtRisk;
import io.tidewatch.reporting.retention.Figure;
import io.tidewatch.reporting.retention.MoneyFigure;
import io.tidewatch.reporting.retention.PercentFigure;
import io.tidewatch.reporting.retention.RetentionReport;
import io.tidewatch.reporting.retention.RetentionReport.Group;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

/** The report as the contract has it. */
final class ReportMapper {

    private ReportMapper() {}

    static io.tidewatch.reporting.api.model.RetentionReport toApi(RetentionReport report) {
        return new io.tidewatch.reporting.api.model.RetentionReport()
                .asOf(report.asOf())
                .from(report.from())
                .shownAt(at(report.shownAt()))
                .segment(report.selection().segment())
                .csm(report.selection().csm())
                .freshness(
                        report.freshness().stream().map(ReportMapper::freshness).toList())
                .missing(report.missing())
                .portfolioFlags(
                        report.portfolioFlags().stream().map(ReportMapper::flag).toList())
                .grr(figure(report.grr()))
                .nrr(figure(report.nrr()))
                .logoChurn(figure(report.logoChurn()))
                .arr(figure(report.arr()))
                .arrAtRisk(figure(report.arrAtRisk()))
                .accounts(Math.toIntExact(report.accounts()))
                .accountsAtRisk(Math.toIntExact(report.accountsAtRisk()))
                .accountsNotJudged(Math.toIntExact(report.notJudged()))
                .atRiskAccounts(report.atRiskAccounts().stream()
                        .map(ReportMapper::account)
                        .toList())
                .runsOpen(Math.toIntExact(report.runs()))
                .openRuns(report.openRuns().stream().map(ReportMapper::run).toList())
                .bySegment(report.bySegment().stream().map(ReportMapper::group).toList())
                .byCsm(report.byCsm().stream().map(ReportMapper::group).toList());
    }

    private static io.tidewatch.reporting.api.model.Freshness freshness(Freshness freshness) {
        return new io.tidewatch.reporting.api.model.Freshness()
                .provider(freshness.provider().service())
                .state(freshness.state().name())
                .upTo(at(freshness.upTo()));
    }

    private static io.tidewatch.reporting.api.model.Figure figure(Figure figure) {
        io.tidewatch.reporting.api.model.Figure shown = new io.tidewatch.reporting.api.model.Figure()
                .state(figure.known() ? "KNOWN" : "UNKNOWN")
                .value(figure.value().map(BigDecimal::toPlainString).orElse(null))
                .definitionHash(figure.definitionHash())
                .reason(figure.reason())
                .leftOut(figure.leftOut().stream().map(ReportMapper::leftOut).toList());
        return switch (figure) {
            case PercentFigure percent ->
                shown.numerator(text(percent.numerator()))
                        .denominator(text(percent.denominator()))
                        .percentages(percentages(percent))
                        .amounts(null);
            case MoneyFigure money ->
                shown.currency(money.currency().orElse(null)).percentages(null).amounts(amounts(money.amounts()));
        };
    }

    private static io.tidewatch.reporting.api.model.LeftOut leftOut(LeftOut part) {
        return new io.tidewatch.reporting.api.model.LeftOut()
                .reason(part.reason())
                .accounts(part.accounts())
                .revenue(amounts(part.revenue()));
    }

    private static List<Amount> amounts(Map<String, Long> amounts) {
        return amounts.entrySet().stream()
                .map(amount -> new Amount().currency(amount.getKey()).minor(amount.getValue()))
                .toList();
    }

    /** Null, hence missing, where there is one currency only. */
    private static List<CurrencyPercentage> percentages(PercentFigure figure) {
        return figure.byCurrency().isEmpty()
                ? null
                : figure.byCurrency().entrySet().stream()
                        .map(part -> new CurrencyPercentage()
                                .currency(part.getKey())
                                .state(part.getValue().known() ? "KNOWN" : "UNKNOWN")
                                .value(text(part.getValue().percent()))
                                .numerator(text(part.getValue().numerator()))
                                .denominator(text(part.getValue().denominator()))
                                .reason(part.getValue().reason()))
                        .toList();
    }

    private static AtRiskAccount account(AtRisk account) {
        return new AtRiskAccount()
                .accountId(account.accountId())
                .name(account.name())
                .segment(account.segment())
                .csmEmail(account.csm())
                .arr(figure(account.arr()))
                .daysToRenewal(account.daysToRenewal() == null ? null : Math.toIntExact(account.daysToRenewal()))
                .flagCount(Math.toIntExact(account.flagCount()))
                .flags(account.flags().stream().map(ReportMapper::flag).toList());
    }

    private static AtRiskFlag flag(Flag flag) {
        return new AtRiskFlag()
                .thresholdId(flag.thresholdId())
                .level(flag.level())
                .question(flag.question())
                .since(at(flag.since()))
                .reason(flag.reason());
    }

    private static io.tidewatch.reporting.api.model.OpenRun run(OpenRun run) {
        return new io.tidewatch.reporting.api.model.OpenRun()
                .id(run.id())
                .accountId(run.accountId())
                .accountName(run.accountName())
                .playbook(run.playbook())
                .ownerEmail(run.ownerEmail())
                .openedAt(at(run.openedAt()))
                .judgements(run.judgements().stream()
                        .map(judgement -> new OpenRunJudgement()
                                .word(judgement.word())
                                .sentence(judgement.sentence())
                                .at(at(judgement.at())))
                        .toList())
                .acknowledgedAt(at(run.acknowledgedAt()))
                .nextStep(run.nextStep())
                .nextDueAt(at(run.nextDueAt()));
    }

    private static io.tidewatch.reporting.api.model.Group group(Group group) {
        return new io.tidewatch.reporting.api.model.Group()
                .group(group.key())
                .label(group.label())
                .accounts(Math.toIntExact(group.accounts()))
                .accountsAtRisk(Math.toIntExact(group.accountsAtRisk()))
                .accountsNotJudged(Math.toIntExact(group.notJudged()))
                .arr(figure(group.arr()))
                .arrAtRisk(figure(group.arrAtRisk()))
                .grr(figure(group.grr()))
                .nrr(figure(group.nrr()));
    }

    private static OffsetDateTime at(Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }

    private static String text(BigDecimal number) {
        return number == null ? null : number.toPlainString();
    }
}
