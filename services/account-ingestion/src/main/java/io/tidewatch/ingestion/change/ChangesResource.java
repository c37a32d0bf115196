package io.tidewatch.ingestion.change;

import io.smallrye.mutiny.Uni;
import io.tidewatch.access.Roles;
import io.tidewatch.feed.provider.FeedAnswers;
import io.tidewatch.feed.provider.ReadChanges;
import io.tidewatch.ingestion.api.ChangesApi;
import io.tidewatch.ingestion.values.PublishedValues;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.core.Response;

/** The change feed of this service over HTTP. */
public class ChangesResource implements ChangesApi {

    private final FeedAnswers feed;
    private final Snapshot snapshot;
    private final PublishedValues values;

    public ChangesResource(FeedAnswers feed, Snapshot snapshot, PublishedValues values) {
        this.feed = feed;
        this.snapshot = snapshot;
        this.values = values;
    }

    @Override
    @RolesAllowed({Roles.SERVICE, Roles.INTEGRATION})
    public Uni<Response> readChanges(ReadChanges body) {
        return feed.read(body).chain(values::fill).map(answer -> Response.ok(answer)
                .build());
    }

    @Override
    @RolesAllowed({Roles.SERVICE, Roles.INTEGRATION})
    public Uni<Response> getChangesHead() {
        return feed.head().map(answer -> Response.ok(answer).build());
    }

    @Override
    @RolesAllowed({Roles.SERVICE, Roles.INTEGRATION})
    public Uni<Response> getSnapshot(Integer partition, String after, Integer limit) {
        return snapshot.page(partition, after, limit)
                .map(answer -> Response.ok(answer).build());
    }
}
