package io.tidewatch.feed;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;

/**
 * One change as it is read from a feed.
 *
 * @param partition   0 to 64; order is promised within a partition
 * @param seq         rises within the partition; gaps mean nothing
 * @param type        tells how to read {@code data}; a consumer ignores types that it does not know
 * @param key         id of what changed
 * @param version     version of what changed; apply it where it is newer than what you hold
 * @param occurredAt  business time of the change
 * @param causationId the cause that this change follows from; null where it has none
 * @param hops        how many services the cause has passed through, 0 for a change of its own
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
        JsonNode data) {

    /**
     * The id to hand on as the cause of what follows from this change: the cause it names, or else an id made from
     * its own place in the feed, the same at every reading.
     *
     * @param provider name of the service whose feed this was read from
     */
    public UUID causeFor(String provider) {
        return causationId != null
                ? causationId
                : UUID.nameUUIDFromBytes((provider + '/' + partition + '/' + seq).getBytes(StandardCharsets.UTF_8));
    }
}
