package io.tidewatch.feed.consumer;

import io.smallrye.mutiny.Uni;
import io.tidewatch.feed.Cursor;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * Starts a partition: reads the head, pages the present state of the provider, then reads the changes after the head.
 * A change that happens while the pages are read arrives twice; the version shows which one is newer.
 */
final class FeedSnapshots {

    private final FeedTransport transport;
    private final FeedApplier applier;
    private final int pageLimit;

    FeedSnapshots(FeedTransport transport, FeedApplier applier, int pageLimit) {
        this.transport = transport;
        this.applier = applier;
        this.pageLimit = pageLimit;
    }

    /** The heads of all partitions; read before any page. */
    Uni<Map<Integer, String>> heads() {
        return transport.heads().map(heads -> heads.stream()
                .collect(Collectors.toMap(Cursor::partition, Cursor::cursor)));
    }

    /**
     * Reads the snapshots one after the other.
     *
     * @param failed   what to do with a partition whose snapshot failed
     * @param stopping whether to end before the next partition
     */
    Uni<Void> take(
            List<FollowedPartition> wanting,
            Map<Integer, String> heads,
            BiFunction<FollowedPartition, Throwable, Uni<Void>> failed,
            BooleanSupplier stopping) {
        return OneByOne.each(
                wanting,
                stand -> stopping.getAsBoolean()
                        ? Uni.createFrom().voidItem()
                        : take(stand, heads.get(stand.number()))
                                .onFailure(failure -> !(failure instanceof PeerFailure))
                                .recoverWithUni(failure -> failed.apply(stand, failure))
                                // No further request in this turn: each one may last until its time limit.
                                .onFailure()
                                .call(failure -> failed.apply(stand, failure)));
    }

    private Uni<Void> take(FollowedPartition stand, String head) {
        return head == null
                ? Uni.createFrom().failure(new IllegalStateException("no head of partition " + stand.number()))
                : page(stand, null, head).invoke(() -> stand.movedTo(head));
    }

    private Uni<Void> page(FollowedPartition stand, String after, String head) {
        return transport
                .snapshot(stand.number(), after, pageLimit)
                .onFailure()
                .transform(PeerFailure::new)
                .chain(page -> applier.snapshotPage(stand, page, after == null, head)
                        .chain(() ->
                                page.next() == null ? Uni.createFrom().voidItem() : page(stand, page.next(), head)));
    }
}
