package io.tidewatch.engine.following;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.tidewatch.engine.client.ingestion.model.AccountChange;
import io.tidewatch.engine.client.ingestion.model.AccountMetrics;
import io.tidewatch.engine.client.ingestion.model.TouchpointChange;
import io.tidewatch.engine.fact.FactStore;
import io.tidewatch.engine.fact.FeedItem;
import io.tidewatch.engine.judging.PartitionWork;
import io.tidewatch.engine.judging.UnknownAccounts;
import io.tidewatch.engine.partition.PartitionLock;
import io.tidewatch.feed.Envelope;
import io.tidewatch.feed.Partitions;
import io.tidewatch.feed.SnapshotItem;
import io.tidewatch.feed.consumer.FeedHandler;
import io.tidewatch.feed.provider.FeedAppender;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** Stores what account-ingestion publishes and marks the accounts it is about; the judging loop judges them. */
@ApplicationScoped
public class IngestionHandler implements FeedHandler {

    /** Name of the provider. */
    public static final String PROVIDER = "account-ingestion";
    /** What is read of its feed. */
    public static final Set<String> TYPES = Set.of("account", "account-metrics", "touchpoint");

    private static final Logger LOG = Logger.getLogger(IngestionHandler.class);

    private final FactStore facts;
    private final PartitionLock lock;
    private final PartitionWork work;
    private final UnknownAccounts unknownAccounts;
    private final ObjectMapper json;

    IngestionHandler(
            FactStore facts,
            PartitionLock lock,
            PartitionWork work,
            UnknownAccounts unknownAccounts,
            ObjectMapper json) {
        this.facts = facts;
        this.lock = lock;
        this.work = work;
        this.unknownAccounts = unknownAccounts;
        this.json = json;
    }

    @Override
    public Uni<Void> apply(SqlConnection tx, int partition, List<Envelope> changes) {
        if (partition == Partitions.CONTROL) {
            return Uni.createFrom().voidItem();
        }
        Envelope last = changes.get(changes.size() - 1);
        List<FeedItem> items = changes.stream().map(FeedItem::of).toList();
        return lock.lock(tx, partition)
                .flatMap(locked -> applyItems(tx, partition, items))
                .flatMap(touched ->
                        facts.markDirty(tx, touched, last.causeFor(PROVIDER), last.hops() + 1, traces(changes)));
    }

    /** By account, the trace context of its last change that has one. */
    private static Map<String, String> traces(List<Envelope> changes) {
        Map<String, String> traces = new HashMap<>();
        changes.stream()
                .filter(change -> change.traceparent() != null)
                .forEach(change -> traces.put(
                        change.type().equals("touchpoint")
                                ? change.data().path("accountId").asText()
                                : change.key(),
                        change.traceparent()));
        return traces;
    }

    @Override
    public Uni<Void> applySnapshot(SqlConnection tx, int partition, List<SnapshotItem> items) {
        return partition == Partitions.CONTROL
                ? Uni.createFrom().voidItem()
                : applyItems(tx, partition, items.stream().map(FeedItem::of).toList())
                        .replaceWithVoid();
    }

    @Override
    public Uni<Void> beginSnapshot(SqlConnection tx, int partition, boolean reset) {
        return reset && partition != Partitions.CONTROL
                ? facts.forgetVersions(tx, partition)
                : Uni.createFrom().voidItem();
    }

    @Override
    public Uni<Void> endSnapshot(SqlConnection tx, int partition) {
        return partition == Partitions.CONTROL
                ? Uni.createFrom().voidItem()
                : lock.lock(tx, partition)
                        .flatMap(locked -> facts.dropForgotten(tx, partition))
                        .flatMap(done -> work.beginPass(tx, partition))
                        .flatMap(done -> unknownAccounts.end(tx, partition))
                        .flatMap(changes -> FeedAppender.append(tx, changes));
    }

    /** Not on the thread that answers all requests: facts are a lot of JSON. */
    private Uni<Set<String>> applyItems(SqlConnection tx, int partition, List<FeedItem> items) {
        return Uni.createFrom()
                .voidItem()
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .flatMap(onWorker -> write(tx, partition, items));
    }

    private Uni<Set<String>> write(SqlConnection tx, int partition, List<FeedItem> items) {
        List<FactStore.Published<AccountChange>> attributes = readable(items, "account", AccountChange.class);
        List<FactStore.Published<AccountMetrics>> metrics = readable(items, "account-metrics", AccountMetrics.class);
        List<FactStore.PublishedTouchpoint> touchpoints = FeedItem.newest(items.stream(), "touchpoint").stream()
                .map(this::touchpoint)
                .filter(Objects::nonNull)
                .toList();
        Set<String> touched = new LinkedHashSet<>();
        Stream.concat(attributes.stream(), metrics.stream())
                .map(published -> published.item().key())
                .forEach(touched::add);
        touchpoints.forEach(touchpoint -> touched.add(touchpoint.content().getAccountId()));
        return facts.applyAttributes(tx, partition, attributes)
                .flatMap(done -> facts.applyMetrics(tx, partition, metrics))
                .flatMap(done -> facts.applyTouchpoints(tx, partition, touchpoints))
                .replaceWith(touched);
    }

    /** Those that the contract allows. The others are logged and left out: they could never be judged. */
    private <T> List<FactStore.Published<T>> readable(List<FeedItem> items, String type, Class<T> form) {
        List<FactStore.Published<T>> readable = new ArrayList<>();
        for (FeedItem item : FeedItem.newest(items.stream(), type)) {
            try {
                readable.add(new FactStore.Published<>(item, json.treeToValue(item.data(), form)));
            } catch (JsonProcessingException broken) {
                LOG.errorf("%s %s was ignored because it does not match the contract", type, item.key());
            }
        }
        return readable;
    }

    /** Null, and a line in the log, for one that the contract does not allow: it could never be applied. */
    private FactStore.PublishedTouchpoint touchpoint(FeedItem item) {
        try {
            TouchpointChange content = json.treeToValue(item.data(), TouchpointChange.class);
            if (content.getId() != null
                    && content.getAccountId() != null
                    && content.getKind() != null
                    && content.getStatus() != null
                    && content.getOccurredAt() != null
                    && content.getKnownAt() != null) {
                return new FactStore.PublishedTouchpoint(item.version(), content);
            }
        } catch (JsonProcessingException broken) {
            LOG.debugf(broken, "Touchpoint %s", item.key());
        }
        LOG.errorf("Touchpoint %s was ignored because it does not match the contract", item.key());
        return null;
    }
}
