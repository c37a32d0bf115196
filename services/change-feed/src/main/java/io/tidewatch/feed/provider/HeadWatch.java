package io.tidewatch.feed.provider;

import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;

/** Knows the newest change of every partition and wakes who waits for newer ones. */
final class HeadWatch {
    HeadWatch(Pool pool, Vertx vertx, FeedConfig config) {}
}
