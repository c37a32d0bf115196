package io.tidewatch.feed.consumer;

import io.smallrye.mutiny.Uni;
import io.tidewatch.feed.ChangePage;
import io.tidewatch.feed.Cursor;
import io.tidewatch.feed.ReadRequest;
import io.tidewatch.feed.SnapshotPage;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;

/** Counts how many pages of snapshots the consumer still holds whenever it asks for the next one. */
final class WatchedPages implements FeedTransport {

    private final FeedTransport transport;
    private final List<WeakReference<SnapshotPage>> pages = new ArrayList<>();
    private int mostHeld;

    WatchedPages(FeedTransport transport) {
        this.transport = transport;
    }

    synchronized int seen() {
        return pages.size();
    }

    synchronized int mostHeld() {
        return mostHeld;
    }

    @Override
    public Uni<SnapshotPage> snapshot(int partition, String after, int limit) {
        return transport.snapshot(partition, after, limit).invoke(this::watch);
    }

    private synchronized void watch(SnapshotPage page) {
        System.gc();
        mostHeld = Math.max(mostHeld, (int)
                pages.stream().filter(earlier -> earlier.get() != null).count());
        pages.add(new WeakReference<>(page));
    }

    @Override
    public Uni<ChangePage> read(ReadRequest request) {
        return transport.read(request);
    }

    @Override
    public Uni<List<Cursor>> heads() {
        return transport.heads();
    }
}
