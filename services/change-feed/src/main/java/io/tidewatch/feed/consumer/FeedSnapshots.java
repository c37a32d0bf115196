package io.tidewatch.feed.consumer;

import io.smallrye.mutiny.Uni;
import io.tidewatch.feed.Cursor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
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
                : pages(stand, head).invoke(() -> stand.movedTo(head));
    }

    /** In a loop: with a chain of calls, every page would be kept until the last one is applied. */
    private Uni<Void> pages(FollowedPartition stand, String head) {
        AtomicReference<String> after = new AtomicReference<>();
        return Uni.createFrom()
                .deferred(() -> page(stand, after.get(), head))
                .invoke(next -> after.set(next.orElse(null)))
                .repeat()
                .whilst(Optional::isPresent)
                .onItem()
                .ignoreAsUni();
    }

    /** Applies a page; gives where the next one begins, if there is one. */
    private Uni<Optional<String>> page(FollowedPartition stand, String after, String head) {
        return transport
                .snapshot(stand.number(), after, pageLimit)
                .onFailure()
                .transform(PeerFailure::new)
                .chain(page -> applier.snapshotPage(stand, page, after == null, head)
                        .replaceWith(Optional.ofNullable(page.next())));
    }
}
