package io.tidewatch.feed.consumer;

import io.smallrye.mutiny.Uni;
import io.tidewatch.feed.ChangePage;
import io.tidewatch.feed.Cursor;
import io.tidewatch.feed.ReadRequest;
import io.tidewatch.feed.SnapshotPage;
import java.util.List;

/**
 * The way to a provider. Any failure but {@link io.tidewatch.feed.FeedReset} means that the provider cannot be reached.
 * Every call must end by itself, soon after the requested wait.
 */
public interface FeedTransport {

    /** {@code POST /v1/changes/read}; fails with {@link io.tidewatch.feed.FeedReset} on 410. */
    Uni<ChangePage> read(ReadRequest request);

    /** {@code GET /v1/changes/head}: one cursor per partition. */
    Uni<List<Cursor>> heads();

    /**
     * {@code GET /v1/snapshot}.
     *
     * @param partition 0 to 64
     * @param after     {@link SnapshotPage#next()} of the page before; null for the first
     * @param limit     most entities, 1 to 1000
     */
    Uni<SnapshotPage> snapshot(int partition, String after, int limit);
}
