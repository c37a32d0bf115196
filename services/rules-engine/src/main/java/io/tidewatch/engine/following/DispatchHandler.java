package io.tidewatch.engine.following;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.tidewatch.engine.client.dispatch.model.AcknowledgementChange;
import io.tidewatch.engine.client.dispatch.model.DrillDeliveryChange;
import io.tidewatch.engine.drill.DrillStore;
import io.tidewatch.engine.partition.PartitionLock;
import io.tidewatch.engine.review.ReviewAnswers;
import io.tidewatch.engine.run.RunAcknowledging;
import io.tidewatch.feed.Change;
import io.tidewatch.feed.Envelope;
import io.tidewatch.feed.Partitions;
import io.tidewatch.feed.SnapshotItem;
import io.tidewatch.feed.consumer.FeedHandler;
import io.tidewatch.feed.provider.FeedAppender;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Stores the acknowledgements that notification-dispatch publishes, whose runs are advanced afterwards, the answers to tasks to
 * review thresholds, and what became of the messages of drills.
 */
@ApplicationScoped
class DispatchHandler implements FeedHandler {

    static final String PROVIDER = "notification-dispatch";
    private static final String ACKNOWLEDGEMENT = "acknowledgement";
    private static final String DRILL_DELIVERY = "drill-delivery";

    static final Set<String> TYPES = Set.of(ACKNOWLEDGEMENT, DRILL_DELIVERY);

    private static final Logger LOG = Logger.getLogger(DispatchHandler.class);

    private final RunAcknowledging acknowledging;
    private final DrillStore drills;
    private final ReviewAnswers reviews;
    private final PartitionLock lock;
    private final ObjectMapper json;

    DispatchHandler(
            RunAcknowledging acknowledging,
            DrillStore drills,
            ReviewAnswers reviews,
            PartitionLock lock,
            ObjectMapper json) {
        this.acknowledging = acknowledging;
        this.drills = drills;
        this.reviews = reviews;
        this.lock = lock;
        this.json = json;
    }

    @Override
    public Uni<Void> apply(SqlConnection tx, int partition, List<Envelope> changes) {
        return applyAll(
                tx,
                partition,
                changes.stream()
                        .map(change -> new Item(
                                change.type(),
                                change.data(),
                                new RunAcknowledging.Cause(change.causeFor(PROVIDER), change.hops() + 1)))
                        .toList());
    }

    @Override
    public Uni<Void> applySnapshot(SqlConnection tx, int partition, List<SnapshotItem> items) {
        return applyAll(
                tx,
                partition,
                items.stream()
                        .filter(item -> !item.deleted())
                        .map(item -> new Item(item.type(), item.data(), RunAcknowledging.Cause.NONE))
                        .toList());
    }

    private record Item(String type, JsonNode data, RunAcknowledging.Cause cause) {}

    private Uni<Void> applyAll(SqlConnection tx, int partition, List<Item> items) {
        if (partition == Partitions.CONTROL) {
            return Multi.createFrom()
                    .iterable(items)
                    .select()
                    .where(item -> item.type().equals(DRILL_DELIVERY))
                    .onItem()
                    .transformToUniAndConcatenate(item -> applyDrill(tx, item.data()))
                    .collect()
                    .last()
                    .replaceWithVoid();
        }
        return lock.lock(tx, partition)
                .onItem()
                .transformToMulti(locked -> Multi.createFrom().iterable(items))
                .select()
                .where(item -> item.type().equals(ACKNOWLEDGEMENT))
                .onItem()
                .transformToUniAndConcatenate(item -> apply(tx, item))
                .collect()
                .asList()
                .map(done -> done.stream().flatMap(Optional::stream).toList())
                .flatMap(changes -> FeedAppender.append(tx, changes));
    }

    private Uni<Void> applyDrill(SqlConnection tx, JsonNode data) {
        try {
            return drills.delivered(tx, json.treeToValue(data, DrillDeliveryChange.class));
        } catch (JsonProcessingException broken) {
            LOG.errorf("The outcome of a message of a drill was ignored: %s", broken.getOriginalMessage());
            return Uni.createFrom().voidItem();
        }
    }

    private Uni<Optional<Change>> apply(SqlConnection tx, Item item) {
        try {
            AcknowledgementChange content = json.treeToValue(item.data(), AcknowledgementChange.class);
            if (ReviewAnswers.isReview(content.getActionId()) && content.getAt() != null) {
                return reviews.record(
                                tx,
                                content.getActionId(),
                                by(content),
                                content.getAt().toInstant(),
                                Boolean.TRUE.equals(content.getDone()))
                        .replaceWith(Optional.empty());
            }
            if (content.getId() != null && content.getRunId() != null && content.getAt() != null) {
                return acknowledging.record(
                        tx,
                        new RunAcknowledging.Acknowledged(
                                content.getId(),
                                content.getRunId(),
                                content.getStep(),
                                by(content),
                                content.getAt().toInstant(),
                                Boolean.TRUE.equals(content.getDone())),
                        item.cause());
            }
        } catch (JsonProcessingException broken) {
            LOG.debug("Acknowledgement", broken);
        }
        // It could never be applied; failing would only block everything behind it.
        LOG.error("An acknowledgement was ignored because it does not match the contract");
        return Uni.createFrom().item(Optional.empty());
    }

    private static String by(AcknowledgementChange content) {
        return content.getBy() == null ? "a colleague" : content.getBy();
    }
}
