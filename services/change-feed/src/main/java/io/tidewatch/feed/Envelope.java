package io.tidewatch.feed;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;

/**
 * One change as it is read from a feed.
 *
 * @param partition   0 to 64; order is guaranteed within a partition
 * @param seq         rises within the partition; gaps mean nothing
 * @param type        determines how to read {@code data}; a consumer ignores unknown types
 * @param key         id of what changed
 * @param version     version of what changed; to be applied where it is newer than the stored one
 * @param occurredAt  business time of the change
 * @param causationId the cause of this change; null if it has none
 * @param hops        how many services the cause has passed through, 0 without a cause
 * @param traceparent the trace context that the change belongs to (W3C); null if it has none
 * @param data        the content; fields that a consumer does not know are ignored; a JSON null when
 *                    the provider left it out
 */
public record Envelope(
        int partition,
        long seq,
        String type,
        String key,
        long version,
        Instant occurredAt,
        UUID causationId,
        int hops,
        String traceparent,
        JsonNode data) {

    /**
     * The id to use as the cause of changes that follow from this one: the cause it names, or else an id derived from
     * its own place in the feed, the same at every read.
     *
     * @param provider name of the service whose feed this was read from
     */
    public UUID causeFor(String provider) {
        return causationId != null
                ? causationId
                : UUID.nameUUIDFromBytes((provider + '/' + partition + '/' + seq).getBytes(StandardCharsets.UTF_8));
    }

    /** The same change with a newer state of what changed. */
    public Envelope with(long newerVersion, JsonNode newerData) {
        return new Envelope(
                partition, seq, type, key, newerVersion, occurredAt, causationId, hops, traceparent, newerData);
    }
}
