package io.tidewatch.reporting.portfolio;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidewatch.feed.Envelope;
import io.tidewatch.feed.SnapshotItem;

/**
 * One version of an entity, from a provider's feed or its snapshot.
 *
 * @param type    how to read the data
 * @param key     id of the entity
 * @param version the newest one is kept
 * @param deleted whether the entity is gone
 * @param data    the content; null where it is deleted
 */
record FeedItem(String type, String key, long version, boolean deleted, JsonNode data) {

    static FeedItem of(Envelope change) {
        return new FeedItem(change.type(), change.key(), change.version(), false, change.data());
    }

    static FeedItem of(SnapshotItem item) {
        return new FeedItem(item.type(), item.key(), item.version(), item.deleted(), item.data());
    }
}
