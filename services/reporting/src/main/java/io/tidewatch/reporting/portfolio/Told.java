package io.tidewatch.reporting.portfolio;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidewatch.feed.Envelope;
import io.tidewatch.feed.SnapshotItem;

/**
 * What a provider told of one entity, from its feed or its snapshot.
 *
 * @param type    how to read the data
 * @param key     id of the entity
 * @param version the newest one is kept
 * @param deleted whether the entity is gone
 * @param data    the content; null where it is deleted
 */
record Told(String type, String key, long version, boolean deleted, JsonNode data) {

    static Told of(Envelope change) {
        return new Told(change.type(), change.key(), change.version(), false, change.data());
    }

    static Told of(SnapshotItem item) {
        return new Told(item.type(), item.key(), item.version(), item.deleted(), item.data());
    }
}
