package io.tidewatch.ingestion.change;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Uni;
import io.tidewatch.access.Roles;
import io.tidewatch.feed.Envelope;
import io.tidewatch.feed.ReadRequest;
import io.tidewatch.feed.provider.ChangeFeed;
import io.tidewatch.feed.provider.FeedProblem;
import io.tidewatch.ingestion.api.ChangesApi;
import io.tidewatch.ingestion.api.model.Change;
import io.tidewatch.ingestion.api.model.ChangePage;
import io.tidewatch.ingestion.api.model.Cursor;
import io.tidewatch.ingestion.api.model.CursorList;
import io.tidewatch.ingestion.api.model.ReadChanges;
import io.tidewatch.ingestion.api.model.SnapshotItem;
import io.tidewatch.ingestion.api.model.SnapshotPage;
import io.tidewatch.problem.ProblemException;
import io.tidewatch.problem.RequestProblem;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The change feed of this service over HTTP. */
public class ChangeResource implements ChangesApi {

    private final ChangeFeed feed;
    private final Snapshot snapshot;
    private final ObjectMapper json;

    /** For the container. */
    public ChangeResource(ChangeFeed feed, Snapshot snapshot, ObjectMapper json) {
        this.feed = feed;
        this.snapshot = snapshot;
        this.json = json;
    }

    @Override
    @RolesAllowed({Roles.SERVICE, Roles.INTEGRATION})
    public Uni<Response> readChanges(ReadChanges body) {
        List<io.tidewatch.feed.Cursor> cursors = body.getCursors().stream()
                .map(c -> new io.tidewatch.feed.Cursor(c.getPartition(), c.getCursor()))
                .toList();
        ReadRequest request;
        try {
            request = new ReadRequest(
                    cursors,
                    body.getTypes() == null ? Set.of() : Set.copyOf(body.getTypes()),
                    body.getLimit() == null ? 500 : body.getLimit(),
                    Duration.ofSeconds(body.getWaitSeconds() == null ? 0 : body.getWaitSeconds()));
        } catch (IllegalArgumentException e) {
            throw new ProblemException(RequestProblem.INVALID_REQUEST, e.getMessage());
        }
        return feed.read(request)
                .onFailure()
                .transform(e -> FeedProblem.of(e, cursors))
                .map(page -> Response.ok(new ChangePage()
                                .items(page.items().stream().map(this::change).toList())
                                .cursors(cursors(page.cursors()))
                                .more(page.more()))
                        .build());
    }

    @Override
    @RolesAllowed({Roles.SERVICE, Roles.INTEGRATION})
    public Uni<Response> getChangesHead() {
        return feed.heads().map(heads -> Response.ok(new CursorList().items(cursors(heads)))
                .build());
    }

    @Override
    @RolesAllowed({Roles.SERVICE, Roles.INTEGRATION})
    public Uni<Response> getSnapshot(Integer partition, String after, Integer limit) {
        return snapshot.page(partition, after, limit).map(page -> Response.ok(new SnapshotPage()
                        .items(page.items().stream()
                                .map(item -> new SnapshotItem()
                                        .type(item.type())
                                        .key(item.key())
                                        .version(item.version())
                                        .deleted(item.deleted())
                                        .data(map(item.data())))
                                .toList())
                        .next(page.next()))
                .build());
    }

    private Change change(Envelope envelope) {
        return new Change()
                .partition(envelope.partition())
                .seq(envelope.seq())
                .type(envelope.type())
                .key(envelope.key())
                .version(envelope.version())
                .occurredAt(envelope.occurredAt().atOffset(ZoneOffset.UTC))
                .causationId(envelope.causationId())
                .hops(envelope.hops())
                .data(map(envelope.data()));
    }

    private Map<String, Object> map(JsonNode data) {
        return json.convertValue(data, new TypeReference<>() {});
    }

    private static List<Cursor> cursors(List<io.tidewatch.feed.Cursor> cursors) {
        return cursors.stream()
                .map(c -> new Cursor().partition(c.partition()).cursor(c.cursor()))
                .toList();
    }
}
