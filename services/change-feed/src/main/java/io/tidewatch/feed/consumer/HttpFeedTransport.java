package io.tidewatch.feed.consumer;

import io.smallrye.mutiny.Uni;
import io.tidewatch.feed.ChangePage;
import io.tidewatch.feed.Cursor;
import io.tidewatch.feed.ReadRequest;
import io.tidewatch.feed.SnapshotPage;
import io.vertx.mutiny.core.Vertx;
import java.net.URI;
import java.util.List;
import java.util.function.Supplier;

/** Speaks the protocol of {@code api-specs/shared/change-feed.yaml} over HTTP. */
public final class HttpFeedTransport implements FeedTransport {

    /**
     * @param vertx   for the HTTP client
     * @param address where the provider is, such as {@code http://account-ingestion:8081}
     * @param token   a bearer token that is valid now; asked for before every request
     */
    public HttpFeedTransport(Vertx vertx, URI address, Supplier<Uni<String>> token) {}

    @Override
    public Uni<ChangePage> read(ReadRequest request) {
        throw new UnsupportedOperationException("to come");
    }

    @Override
    public Uni<List<Cursor>> heads() {
        throw new UnsupportedOperationException("to come");
    }

    @Override
    public Uni<SnapshotPage> snapshot(int partition, String after, int limit) {
        throw new UnsupportedOperationException("to come");
    }
}
