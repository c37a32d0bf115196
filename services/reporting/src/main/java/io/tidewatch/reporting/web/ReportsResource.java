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
import jakarta.ws.rs.RedirectionException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.time.LocalDate;
import java.util.UUID;

/** The retention report as a page, JSON and CSV: the same report in every form, kept as it was shown. */
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

    /** The browser loses the place on a page on its way through the login, but not this address. */
    @Override
    public Uni<Void> showRun(UUID runId) {
        // Relative, so that no header of the request can lead to another host.
        return Uni.createFrom()
                .failure(new RedirectionException(Response.status(Response.Status.SEE_OTHER)
                        .header(HttpHeaders.LOCATION, "/#run-" + runId)
                        .build()));
    }

    private Uni<io.tidewatch.reporting.retention.RetentionReport> report(
            LocalDate asOf, LocalDate from, String segment, String csm) {
        return reports.make(new ReportRequest(asOf, from, new Selection(segment, csm)))
                .call(shown::keep);
    }
}
