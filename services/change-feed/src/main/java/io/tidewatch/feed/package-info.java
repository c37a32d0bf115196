/**
 * The change feeds by which the services of Tidewatch follow each other.
 *
 * <p>A service that others follow appends to its feed in the transaction of the change
 * ({@link io.tidewatch.feed.provider.FeedAppender}) and lets them read it
 * ({@link io.tidewatch.feed.provider.ChangeFeed}). A service that follows runs a
 * {@link io.tidewatch.feed.consumer.FeedConsumer}, whose replicas share the partitions by
 * {@link io.tidewatch.feed.lease.LeaseKeeper leases}. The tables are created by the Flyway location
 * {@code classpath:db/feed}. ADR 0001 gives the reasons.
 */
package io.tidewatch.feed;
