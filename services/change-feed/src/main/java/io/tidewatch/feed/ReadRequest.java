package io.tidewatch.feed;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * A request of a consumer to a feed.
 *
 * @param cursors where to continue, one per partition, 1 to 65
 * @param types   only changes of these types; all if empty
 * @param limit   most changes to return, 1 to {@value #MAX_LIMIT}; skipped changes of other types count, too
 * @param maxWait  how long to wait for a change if there is none yet, at most {@link #MAX_WAIT}
 */
public record ReadRequest(List<Cursor> cursors, Set<String> types, int limit, Duration maxWait) {

    /** Most changes in one answer. */
    public static final int MAX_LIMIT = 1000;

    /** Longest wait of one request. */
    public static final Duration MAX_WAIT = Duration.ofSeconds(30);

    /** @throws IllegalArgumentException if a bound is exceeded or a partition is listed twice */
    public ReadRequest {
        cursors = List.copyOf(cursors);
        types = Set.copyOf(types);
        if (cursors.isEmpty()
                || cursors.stream().map(Cursor::partition).distinct().count() != cursors.size()) {
            throw new IllegalArgumentException("cursors: 1 to " + Partitions.COUNT + ", each partition once");
        }
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new IllegalArgumentException("limit: 1 to " + MAX_LIMIT);
        }
        if (maxWait.isNegative() || maxWait.compareTo(MAX_WAIT) > 0) {
            throw new IllegalArgumentException("maxWait: 0 to " + MAX_WAIT.toSeconds() + " seconds");
        }
    }
}
