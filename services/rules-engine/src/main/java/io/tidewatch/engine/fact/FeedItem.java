package io.tidewatch.engine.fact;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidewatch.feed.Envelope;
import io.tidewatch.feed.SnapshotItem;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * One entity that a feed published, from a change or from the snapshot.
 *
 * @param type as in the feed
 * @param key its id
 * @param version the newest one counts
 * @param data its content; null when it was deleted
 */
public record FeedItem(String type, String key, long version, JsonNode data) {

    /** From a change. */
    public static FeedItem of(Envelope change) {
        return new FeedItem(change.type(), change.key(), change.version(), change.data());
    }

    /** From the snapshot. */
    public static FeedItem of(SnapshotItem item) {
        return new FeedItem(item.type(), item.key(), item.version(), item.deleted() ? null : item.data());
    }

    /** Those of one type, each key once with its newest version. */
    public static Collection<FeedItem> newest(Stream<FeedItem> items, String type) {
        Map<String, FeedItem> newest = new LinkedHashMap<>();
        items.filter(item -> item.type().equals(type) && item.data() != null)
                .forEach(item -> newest.merge(
                        item.key(), item, (known, next) -> next.version() >= known.version() ? next : known));
        return newest.values();
    }
}
