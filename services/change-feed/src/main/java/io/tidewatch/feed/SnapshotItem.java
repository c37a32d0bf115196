package io.tidewatch.feed;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One entity in a snapshot of a provider.
 *
 * @param type    as in {@link Envelope#type()}
 * @param key     id of the entity
 * @param version apply it where it is newer than what you hold
 * @param deleted whether the entity is gone (a tombstone)
 * @param data    the content; null where it is deleted
 */
public record SnapshotItem(String type, String key, long version, boolean deleted, JsonNode data) {}
