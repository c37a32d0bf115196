package io.tidewatch.feed;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;

/**
 * One change to append to the feed of this service; it gets its number when it is appended.
 *
 * @param partition   0 to 64, see {@link Partitions#of(String)} and {@link Partitions#CONTROL}
 * @param type        determines how consumers read {@code data}
 * @param key         id of what changed
 * @param version     version of what changed; consumers keep the newest
 * @param occurredAt  business time of the change
 * @param causationId the cause of this change; null if it has none
 * @param hops        how many services the cause has passed through, 0 without a cause
 * @param traceparent the trace context that the change belongs to (W3C); null for that of the transaction, if it has one
 * @param data        the content, not null
 */
public record Change(
        int partition,
        String type,
        String key,
        long version,
        Instant occurredAt,
        UUID causationId,
        int hops,
        String traceparent,
        JsonNode data) {

    public Change {
        Partitions.check(partition);
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(occurredAt, "occurredAt");
        Objects.requireNonNull(data, "data");
        if (hops < 0) {
            throw new IllegalArgumentException("hops must not be negative");
        }
    }

    /** A change of an account without a cause. */
    public static Change ofAccount(
            String accountId, String type, String key, long version, Instant occurredAt, JsonNode data) {
        return new Change(Partitions.of(accountId), type, key, version, occurredAt, null, 0, null, data);
    }

    /** A change of something that does not belong to an account. */
    public static Change ofControl(String type, String key, long version, Instant occurredAt, JsonNode data) {
        return new Change(Partitions.CONTROL, type, key, version, occurredAt, null, 0, null, data);
    }

    /**
     * The same change, marked as a consequence of one that was read from another service: same cause, one hop more.
     *
     * @param cause    the change that was read
     * @param provider name of the service it was read from
     */
    public Change causedBy(Envelope cause, String provider) {
        return causedBy(cause.causeFor(provider), cause.hops() + 1);
    }

    /** The same change with a cause and hops that were stored earlier (a step of a run that falls due days later). */
    public Change causedBy(UUID cause, int hopsSoFar) {
        return new Change(partition, type, key, version, occurredAt, cause, hopsSoFar, traceparent, data);
    }

    /** The same change as a part of a trace; null leaves it to the transaction. */
    public Change tracedBy(String context) {
        return new Change(partition, type, key, version, occurredAt, causationId, hops, context, data);
    }
}
