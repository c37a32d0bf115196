package io.tidewatch.ingestion.source;

import io.smallrye.mutiny.Uni;
import io.tidewatch.access.Roles;
import io.tidewatch.ingestion.api.SourcesApi;
import io.tidewatch.ingestion.api.model.AccountLink;
import io.tidewatch.ingestion.api.model.Coverage;
import io.tidewatch.ingestion.api.model.SourceList;
import io.tidewatch.ingestion.api.model.SourceListItemsInner;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.core.Response;

/** Sources over HTTP: their coverage and the accounts that their ids mean. */
public class SourceResource implements SourcesApi {

    private final SourceCoverage coverage;
    private final AccountLinks links;

    SourceResource(SourceCoverage coverage, AccountLinks links) {
        this.coverage = coverage;
        this.links = links;
    }

    @Override
    @RolesAllowed({Roles.INTEGRATION, Roles.ADMIN})
    public Uni<Response> putAccountLink(String source, String externalId, AccountLink link) {
        return links.link(source, externalId, link.getAccountId())
                .replaceWith(() -> Response.ok(link).build());
    }

    @Override
    @RolesAllowed({
        Roles.CSM,
        Roles.CS_LEADER,
        Roles.SALES,
        Roles.EXECUTIVE,
        Roles.ANALYST,
        Roles.ADMIN,
        Roles.INTEGRATION,
        Roles.SERVICE
    })
    public Uni<Response> listSources() {
        return coverage.all().map(entries -> Response.ok(new SourceList()
                        .items(entries.stream()
                                .map(entry -> new SourceListItemsInner()
                                        .source(entry.source())
                                        .kind(entry.kind())
                                        .completeFrom(entry.completeFrom())
                                        .completeThrough(entry.completeThrough()))
                                .toList()))
                .build());
    }

    @Override
    @RolesAllowed({Roles.INTEGRATION, Roles.ADMIN})
    public Uni<Response> putCoverage(String source, String kind, Coverage body) {
        return coverage.demandPast(body.getCompleteThrough(), "/completeThrough")
                .chain(() -> SourceCoverage.demandOrder(body.getCompleteFrom(), body.getCompleteThrough()))
                .chain(() -> coverage.set(source, kind, body.getCompleteFrom(), body.getCompleteThrough()))
                .replaceWith(() -> Response.ok(body).build());
    }
}
