package io.tidewatch.feed;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One entity in a snapshot of a provider.
 *
 * @param type    as in {@link Envelope#type()}
 * @param key     id of the entity
 * @param version to be applied where it is newer than the stored one
 * @param deleted whether the entity is gone (a tombstone)
 * @param data    the content; null if deleted
 */
public record SnapshotItem(String type, String key, long version, boolean deleted, JsonNode data) {}
