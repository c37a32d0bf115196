package io.tidewatch.reporting.web;

import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.tidewatch.access.Roles;
import io.tidewatch.reporting.api.ReportsApi;
import io.tidewatch.reporting.api.model.RetentionReport;
import io.tidewatch.reporting.export.RetentionCsv;
import io.tidewatch.reporting.page.RetentionPage;
import io.tidewatch.reporting.portfolio.Selection;
import io.tidewatch.reporting.retention.ReportRequest;
import io.tidewatch.reporting.retention.RetentionReports;
import io.tidewatch.reporting.shown.ShownReports;
import jakarta.annotation.security.RolesAllowed;
import java.time.LocalDate;

/** The retention report as a page, JSON and CSV: the same report in four forms, kept as it was shown. */
@RolesAllowed({Roles.CSM, Roles.CS_LEADER, Roles.SALES, Roles.EXECUTIVE, Roles.ANALYST, Roles.ADMIN})
public class ReportsResource implements ReportsApi {

    private final RetentionReports reports;
    private final ShownReports shown;
    private final RetentionPage page;
    private final SecurityIdentity reader;

    /** For the container. */
    public ReportsResource(RetentionReports reports, ShownReports shown, RetentionPage page, SecurityIdentity reader) {
        this.reports = reports;
        this.shown = shown;
        this.page = page;
        this.reader = reader;
    }

    @Override
    public Uni<RetentionReport> getRetentionReport(LocalDate asOf, LocalDate from, String segment, String csm) {
        return report(asOf, from, segment, csm).map(ReportMapper::toApi);
    }

    @Override
    public Uni<String> getAtRiskAccountsCsv(LocalDate asOf, LocalDate from, String segment, String csm) {
        return report(asOf, from, segment, csm).map(RetentionCsv::accounts);
    }

    @Override
    public Uni<String> getRetentionGroupsCsv(LocalDate asOf, LocalDate from, String segment, String csm) {
        return report(asOf, from, segment, csm).map(RetentionCsv::groups);
    }

    @Override
    public Uni<String> getOpenRunsCsv(LocalDate asOf, LocalDate from, String segment, String csm) {
        return report(asOf, from, segment, csm).map(RetentionCsv::runs);
    }

    @Override
    public Uni<String> showRetentionReport(LocalDate asOf, LocalDate from, String segment, String csm) {
        String name = reader.getPrincipal().getName();
        return report(asOf, from, segment, csm).flatMap(report -> page.render(report, name));
    }

    private Uni<io.tidewatch.reporting.retention.RetentionReport> report(
            LocalDate asOf, LocalDate from, String segment, String csm) {
        return reports.make(new ReportRequest(asOf, from, new Selection(segment, csm)))
                .call(shown::keep);
    }
}
