package io.tidewatch.dispatch.delivery;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.mutiny.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;

/** Looks for work again and again, as often as the settings say. */
@ApplicationScoped
public class Polling {

    private final DeliveryConfig config;
    private final Vertx vertx;

    /** For the container. */
    public Polling(DeliveryConfig config, Vertx vertx) {
        this.config = config;
        this.vertx = vertx;
    }

    /**
     * Begins to look once what an earlier process of the same name had claimed is given back, which is tried until the
     * database answers.
     *
     * @param release gives it back
     * @param look    looks for work, without waiting for its end; must not throw
     * @return ends the looking
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
