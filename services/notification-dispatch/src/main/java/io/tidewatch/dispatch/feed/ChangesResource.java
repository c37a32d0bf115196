package io.tidewatch.dispatch.feed;

import io.smallrye.mutiny.Uni;
import io.tidewatch.access.Roles;
import io.tidewatch.dispatch.api.ChangesApi;
import io.tidewatch.feed.ChangePage;
import io.tidewatch.feed.SnapshotPage;
import io.tidewatch.feed.provider.CursorList;
import io.tidewatch.feed.provider.FeedAnswers;
import io.tidewatch.feed.provider.ReadChanges;
import jakarta.annotation.security.RolesAllowed;

/** The feed of this service: acknowledgements and the outcomes of messages. */
public class ChangesResource implements ChangesApi {

    private final FeedAnswers feed;
    private final DispatchSnapshot snapshot;

    public ChangesResource(FeedAnswers feed, DispatchSnapshot snapshot) {
        this.feed = feed;
        this.snapshot = snapshot;
    }

    @Override
    @RolesAllowed({Roles.SERVICE, Roles.INTEGRATION})
    public Uni<ChangePage> readChanges(ReadChanges body) {
        return feed.read(body);
    }

    @Override
    @RolesAllowed({Roles.SERVICE, Roles.INTEGRATION})
    public Uni<CursorList> getChangesHead() {
        return feed.head();
    }

    @Override
    @RolesAllowed({Roles.SERVICE, Roles.INTEGRATION})
    public Uni<SnapshotPage> getSnapshot(Integer partition, String after, Integer limit) {
        return snapshot.page(partition, after, limit);
    }
}
