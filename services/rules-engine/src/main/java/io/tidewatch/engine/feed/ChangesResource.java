package io.tidewatch.engine.feed;

import static io.tidewatch.access.Roles.INTEGRATION;
import static io.tidewatch.access.Roles.SERVICE;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Uni;
import io.tidewatch.engine.api.ChangesApi;
import io.tidewatch.engine.api.model.Change;
import io.tidewatch.engine.api.model.ChangePage;
import io.tidewatch.engine.api.model.Cursor;
import io.tidewatch.engine.api.model.CursorList;
import io.tidewatch.engine.api.model.ReadChanges;
import io.tidewatch.engine.api.model.SnapshotItem;
import io.tidewatch.engine.api.model.SnapshotPage;
import io.tidewatch.feed.Envelope;
import io.tidewatch.feed.FeedBusy;
import io.tidewatch.feed.FeedReset;
import io.tidewatch.feed.ReadRequest;
import io.tidewatch.feed.provider.ChangeFeed;
import io.tidewatch.problem.ProblemException;
import jakarta.annotation.security.RolesAllowed;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The change feed of this service: {@code /v1/changes} and {@code /v1/snapshot}. */
public class ChangesResource implements ChangesApi {

    private final ChangeFeed feed;
    private final Snapshot snapshot;
    private final ObjectMapper json;

    /** For the container. */
    ChangesResource(ChangeFeed feed, Snapshot snapshot, ObjectMapper json) {
        this.feed = feed;
        this.snapshot = snapshot;
        this.json = json;
    }

    @Override
    @RolesAllowed({SERVICE, INTEGRATION})
    public Uni<ChangePage> readChanges(ReadChanges body) {
        return feed.read(request(body))
                .map(page -> new ChangePage()
                        .items(page.items().stream().map(this::change).toList())
                        .cursors(cursors(page.cursors()))
                        .more(page.more()))
                .onFailure(FeedReset.class)
                .transform(reset -> new ProblemException(
                        FeedProblem.FEED_RESET,
                        "Read the snapshot and begin again from the head: " + reset.getMessage() + "."))
                .onFailure(FeedBusy.class)
                .transform(busy -> new ProblemException(
                        FeedProblem.FEED_BUSY, "Try again in a second.", List.of(), Map.of("Retry-After", "1")));
    }

    @Override
    @RolesAllowed({SERVICE, INTEGRATION})
    public Uni<CursorList> getChangesHead() {
        return feed.heads().map(heads -> new CursorList().items(cursors(heads)));
    }

    @Override
    @RolesAllowed({SERVICE, INTEGRATION})
    public Uni<SnapshotPage> getSnapshot(Integer partition, String after, Integer limit) {
        return snapshot.page(partition, after, limit).map(page -> new SnapshotPage()
                .items(page.items().stream()
                        .map(item -> new SnapshotItem()
                                .type(item.type())
                                .key(item.key())
                                .version(item.version())
                                .deleted(item.deleted())
                                .data(map(item.data())))
                        .toList())
                .next(page.next()));
    }

    private static ReadRequest request(ReadChanges body) {
        try {
            return new ReadRequest(
                    body.getCursors().stream()
                            .map(cursor -> new io.tidewatch.feed.Cursor(cursor.getPartition(), cursor.getCursor()))
                            .toList(),
                    body.getTypes() == null ? Set.of() : Set.copyOf(body.getTypes()),
                    body.getLimit() == null ? 500 : body.getLimit(),
                    Duration.ofSeconds(body.getWaitSeconds() == null ? 0 : body.getWaitSeconds()));
        } catch (IllegalArgumentException | NullPointerException wrong) {
            throw new ProblemException(
                    FeedProblem.BAD_CURSORS, "Name every partition once, with its cursor: " + wrong.getMessage() + ".");
        }
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
        return data == null ? null : json.convertValue(data, new TypeReference<Map<String, Object>>() {});
    }

    private static List<Cursor> cursors(List<io.tidewatch.feed.Cursor> cursors) {
        return cursors.stream()
                .map(cursor -> new Cursor().partition(cursor.partition()).cursor(cursor.cursor()))
                .toList();
    }
}
