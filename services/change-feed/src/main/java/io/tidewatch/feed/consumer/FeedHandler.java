package io.tidewatch.feed.consumer;

import io.smallrye.mutiny.Uni;
import io.tidewatch.feed.Envelope;
import io.tidewatch.feed.SnapshotItem;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.util.List;

/**
 * What a service does with the changes of a feed. All calls are inside the fenced transaction that also stores the
 * cursor: an effect written through {@code tx} happens exactly once. A failure rolls back and the same changes come
 * again after a pause, so the handler must set aside a change that can never be applied instead of throwing.
 */
public interface FeedHandler {

    /**
     * Applies changes of one partition, in order.
     *
     * @param tx        the open transaction and the only connection to use; append to the service's own feed last
     * @param partition 0 to 64
     * @param changes   at least one, only of the requested types
     */
    Uni<Void> apply(SqlConnection tx, int partition, List<Envelope> changes);

    /**
     * Applies a page of the provider's present state: "update where the version is newer". Changes that the page
     * already holds may come again through {@link #apply}.
     *
     * @param tx        the open transaction
     * @param partition 0 to 64
     * @param items     at least one, all types of the provider; ignore those that the service does not follow
     */
    Uni<Void> applySnapshot(SqlConnection tx, int partition, List<SnapshotItem> items);

    /**
     * Called in the transaction of the first page, before it. A snapshot that was interrupted starts again here.
     *
     * @param tx        the open transaction
     * @param partition 0 to 64
     * @param reset     false at the first start, true when the feed was reset: the stored versions may be newer than those that
     *                  follow (the provider was restored), so a handler that compares versions discards them here
     */
    default Uni<Void> beginSnapshot(SqlConnection tx, int partition, boolean reset) {
        return Uni.createFrom().voidItem();
    }

    /**
     * Called in the transaction of the last page, after it and before the cursor is stored.
     *
     * @param tx        the open transaction
     * @param partition 0 to 64
     */
    default Uni<Void> endSnapshot(SqlConnection tx, int partition) {
        return Uni.createFrom().voidItem();
    }
}
