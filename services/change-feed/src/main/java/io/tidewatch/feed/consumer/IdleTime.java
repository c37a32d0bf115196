package io.tidewatch.feed.consumer;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.mutiny.core.Vertx;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

/** Waiting of one loop that others can end early: at a pause, or for a long answer. One wait at a time. */
final class IdleTime {

    private final Vertx vertx;
    private final AtomicReference<UniEmitter<?>> current = new AtomicReference<>();

    IdleTime(Vertx vertx) {
        this.vertx = vertx;
    }

    /** Ends the present wait, if there is one. */
    void end() {
        UniEmitter<?> waiting = current.getAndSet(null);
        if (waiting != null) {
            waiting.complete(null);
        }
    }

    /** Waits for an answer; null when ended early, or when that is wanted already. The answer is given up then. */
    <T> Uni<T> during(Uni<T> answer, BooleanSupplier alreadyOver) {
        return Uni.createFrom().emitter(emitter -> {
            current.set(emitter);
            // Asked after the wait can be seen by others: who changes something now either is seen here or ends it.
            if (alreadyOver.getAsBoolean()) {
                end();
                return;
            }
            Cancellable waiting = answer.onTermination()
                    .invoke(() -> current.compareAndSet(emitter, null))
                    .subscribe()
                    .with(emitter::complete, emitter::fail);
            emitter.onTermination(waiting::cancel);
        });
    }

    /** Pauses, unless ended early. */
    Uni<Void> pause(Duration time, BooleanSupplier alreadyOver) {
        return during(
                Uni.createFrom().emitter(emitter -> {
                    long timer = vertx.setTimer(Math.max(1, time.toMillis()), id -> emitter.complete(null));
                    emitter.onTermination(() -> vertx.cancelTimer(timer));
                }),
                alreadyOver);
    }
}
