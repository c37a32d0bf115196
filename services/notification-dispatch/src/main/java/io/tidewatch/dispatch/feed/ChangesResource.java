package io.tidewatch.dispatch.feed;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Uni;
import io.tidewatch.access.Roles;
import io.tidewatch.dispatch.api.ChangesApi;
import io.tidewatch.dispatch.api.model.Change;
import io.tidewatch.dispatch.api.model.ChangePage;
import io.tidewatch.dispatch.api.model.Cursor;
import io.tidewatch.dispatch.api.model.CursorList;
import io.tidewatch.dispatch.api.model.ReadChanges;
import io.tidewatch.dispatch.api.model.SnapshotItem;
import io.tidewatch.dispatch.api.model.SnapshotPage;
import io.tidewatch.feed.Envelope;
import io.tidewatch.feed.ReadRequest;
import io.tidewatch.feed.provider.ChangeFeed;
import io.tidewatch.feed.provider.FeedProblem;
import io.tidewatch.problem.ProblemException;
import io.tidewatch.problem.RequestProblem;
import jakarta.annotation.security.RolesAllowed;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The feed of this service: acknowledgements and the outcomes of messages. */
public class ChangesResource implements ChangesApi {

    private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

    private final ChangeFeed feed;
    private final DispatchSnapshot snapshot;
    private final ObjectMapper json;

    /** For the container. */
    public ChangesResource(ChangeFeed feed, DispatchSnapshot snapshot, ObjectMapper json) {
        this.feed = feed;
        this.snapshot = snapshot;
        this.json = json;
    }

    @Override
    @RolesAllowed({Roles.SERVICE, Roles.INTEGRATION})
    public Uni<ChangePage> readChanges(ReadChanges body) {
        return Uni.createFrom()
                .deferred(() -> feed.read(request(body)))
                .onFailure(IllegalArgumentException.class)
                .transform(e -> new ProblemException(RequestProblem.INVALID_REQUEST, "" + e.getMessage()))
                .onFailure()
                .transform(e -> FeedProblem.of(e, cursorsOf(body)))
                .map(page -> new ChangePage()
                        .items(page.items().stream().map(this::change).toList())
                        .cursors(cursors(page.cursors()))
                        .more(page.more()));
    }

    @Override
    @RolesAllowed({Roles.SERVICE, Roles.INTEGRATION})
    public Uni<CursorList> getChangesHead() {
        return feed.heads().map(heads -> new CursorList().items(cursors(heads)));
    }

    @Override
    @RolesAllowed({Roles.SERVICE, Roles.INTEGRATION})
    public Uni<SnapshotPage> getSnapshot(Integer partition, String after, Integer limit) {
        return snapshot.page(partition, after, limit).map(page -> new SnapshotPage()
                .items(page.items().stream()
                        .map(item -> new SnapshotItem()
                                .type(item.type())
                                .key(item.key())
                                .version(item.version())
                                .deleted(item.deleted())
                                .data(object(item.data())))
                        .toList())
                .next(page.next()));
    }

    private static List<io.tidewatch.feed.Cursor> cursorsOf(ReadChanges body) {
        return body.getCursors().stream()
                .map(c -> new io.tidewatch.feed.Cursor(c.getPartition(), c.getCursor()))
                .toList();
    }

    private static ReadRequest request(ReadChanges body) {
        return new ReadRequest(
                cursorsOf(body),
                body.getTypes() == null ? Set.of() : Set.copyOf(body.getTypes()),
                body.getLimit(),
                Duration.ofSeconds(body.getWaitSeconds()));
    }

    private static List<Cursor> cursors(List<io.tidewatch.feed.Cursor> cursors) {
        return cursors.stream()
                .map(c -> new Cursor().partition(c.partition()).cursor(c.cursor()))
                .toList();
    }

    private Change change(Envelope e) {
        return new Change()
                .partition(e.partition())
                .seq(e.seq())
                .type(e.type())
                .key(e.key())
                .version(e.version())
                .occurredAt(e.occurredAt().atOffset(ZoneOffset.UTC))
                .causationId(e.causationId())
                .hops(e.hops())
                .data(object(e.data()));
    }

    private Map<String, Object> object(JsonNode data) {
        return data == null ? null : json.convertValue(data, OBJECT);
    }
}
