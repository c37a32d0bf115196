package io.tidewatch.feed.consumer;

import java.time.Duration;
import java.util.Objects;
import java.util.Set;

/**
 * Settings of a consumer: what to follow, and its limits.
 *
 * @param consumer      name of the following service; the cursors are stored under it
 * @param provider      name of the followed service, such as {@code account-ingestion}
 * @param types         types of changes to read; all if empty
 * @param limit         most changes per request, 1 to 1000
 * @param snapshotLimit most entities per snapshot page, 1 to 1000
 * @param maxWait        how long the provider waits for changes when all are read, at most 30 s
 * @param freshness     how long "caught up" holds after the provider last reported nothing newer; longer
 *                      than {@code maxWait}
 * @param retryAtMost   longest pause between retries
 */
public record FeedConsumerSettings(
        String consumer,
        String provider,
        Set<String> types,
        int limit,
        int snapshotLimit,
        Duration maxWait,
        Duration freshness,
        Duration retryAtMost) {

    /** The default limits: 500 changes and entities, 10 s wait, 30 s freshness, retries at most 15 s apart. */
    public FeedConsumerSettings(String consumer, String provider, Set<String> types) {
        this(
                consumer,
                provider,
                types,
                500,
                500,
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                Duration.ofSeconds(15));
    }

    public FeedConsumerSettings {
        Objects.requireNonNull(consumer, "consumer");
        Objects.requireNonNull(provider, "provider");
        types = Set.copyOf(types);
        if (freshness.compareTo(maxWait) <= 0) {
            throw new IllegalArgumentException("freshness must be longer than maxWait");
        }
    }
}
