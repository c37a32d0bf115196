package io.tidewatch.dispatch.delivery;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.mutiny.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;

/** Looks for work at the configured interval. */
@ApplicationScoped
public class Polling {

    private final DeliveryConfig config;
    private final Vertx vertx;

    public Polling(DeliveryConfig config, Vertx vertx) {
        this.config = config;
        this.vertx = vertx;
    }

    /**
     * Starts to look for work after the claims of an earlier process of the same name are released, which is retried until
     * the database answers.
     *
     * @param release releases the claims
     * @param look    looks for work, without waiting for it to end; must not throw
     * @return stops looking
     */
    public Cancellable begin(Uni<Void> release, Runnable look) {
        return release.onFailure()
                .retry()
                .withBackOff(config.pollInterval(), config.longestPause())
                .indefinitely()
                .onItem()
                .transformToMulti(done ->
                        vertx.periodicStream(config.pollInterval().toMillis()).toMulti())
                .onOverflow()
                .drop()
                .subscribe()
                .with(tick -> look.run());
    }
}
