package io.tidewatch.reporting.web;

import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.tidewatch.access.Roles;
import io.tidewatch.reporting.api.ReportsApi;
import io.tidewatch.reporting.api.model.RetentionReport;
import io.tidewatch.reporting.export.CsvFiles;
import io.tidewatch.reporting.export.RetentionCsv;
import io.tidewatch.reporting.page.RetentionPage;
import io.tidewatch.reporting.portfolio.Selection;
import io.tidewatch.reporting.retention.ReportRequest;
import io.tidewatch.reporting.shown.SharedReports;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.RedirectionException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.File;
import java.time.LocalDate;
import java.util.UUID;

/** The retention report as a page, JSON and CSV: the same report in every form, kept as it was shown. */
@RolesAllowed({Roles.CSM, Roles.CS_LEADER, Roles.SALES, Roles.EXECUTIVE, Roles.ANALYST, Roles.ADMIN})
public class ReportsResource implements ReportsApi {

    private final SharedReports reports;
    private final RetentionPage page;
    private final CsvFiles csv;
    private final CsvDownload download;
    private final SecurityIdentity reader;
    private final RoutingContext request;

    public ReportsResource(
            SharedReports reports,
            RetentionPage page,
            CsvFiles csv,
            CsvDownload download,
            SecurityIdentity reader,
            RoutingContext request) {
        this.reports = reports;
        this.page = page;
        this.csv = csv;
        this.download = download;
        this.reader = reader;
        this.request = request;
    }

    @Override
    public Uni<RetentionReport> getRetentionReport(LocalDate asOf, LocalDate from, String segment, String csm) {
        return report(asOf, from, segment, csm).map(ReportMapper::toApi);
    }

    @Override
    public Uni<File> getAtRiskAccountsCsv(LocalDate asOf, LocalDate from, String segment, String csm) {
        return csv.accounts(request(asOf, from, segment, csm)).map(file -> download.send("accounts-at-risk", file));
    }

    @Override
    public Uni<String> getRetentionGroupsCsv(LocalDate asOf, LocalDate from, String segment, String csm) {
        return report(asOf, from, segment, csm)
                .invoke(report -> download.name("retention-by-group", report.asOf()))
                .map(RetentionCsv::groups);
    }

    @Override
    public Uni<File> getOpenRunsCsv(LocalDate asOf, LocalDate from, String segment, String csm) {
        return csv.runs(request(asOf, from, segment, csm)).map(file -> download.send("open-playbook-runs", file));
    }

    @Override
    public Uni<String> showRetentionReport(LocalDate asOf, LocalDate from, String segment, String csm) {
        String name = reader.getPrincipal().getName();
        return report(asOf, from, segment, csm).flatMap(report -> page.render(report, name));
    }

    /** The browser loses the place on a page on its way through the login, but not this address. */
    @Override
    public Uni<Void> showRun(UUID runId) {
        return redirect("/#run-" + runId);
    }

    /** The address behind the login that {@code enter.js} leads to. */
    @Override
    public Uni<Void> showRetentionEntry(LocalDate asOf, LocalDate from, String segment, String csm) {
        String query = request.request().query();
        return redirect(query == null ? "/" : "/?" + query);
    }

    /** Relative, so that no header of the request can lead to another host. */
    private static Uni<Void> redirect(String place) {
        return Uni.createFrom()
                .failure(new RedirectionException(Response.status(Response.Status.SEE_OTHER)
                        .header(HttpHeaders.LOCATION, place)
                        .build()));
    }

    private Uni<io.tidewatch.reporting.retention.RetentionReport> report(
            LocalDate asOf, LocalDate from, String segment, String csm) {
        return reports.get(request(asOf, from, segment, csm));
    }

    private static ReportRequest request(LocalDate asOf, LocalDate from, String segment, String csm) {
        return new ReportRequest(asOf, from, new Selection(segment, csm));
    }
}
