package io.tidewatch.feed.consumer;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.mutiny.core.Vertx;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

/** Waits of one loop, for a pause or for a long answer, that other threads can end early. One wait at a time. */
final class IdleTime {

    private final Vertx vertx;
    private final AtomicReference<UniEmitter<?>> current = new AtomicReference<>();

    IdleTime(Vertx vertx) {
        this.vertx = vertx;
    }

    /** Ends the current wait, if there is one. */
    void end() {
        UniEmitter<?> waiting = current.getAndSet(null);
        if (waiting != null) {
            waiting.complete(null);
        }
    }

    /** Waits for an answer; null if ended early, or if ending was requested before. The call is cancelled then. */
    <T> Uni<T> during(Uni<T> answer, BooleanSupplier alreadyOver) {
        return Uni.createFrom().emitter(emitter -> {
            current.set(emitter);
            // Checked after the wait is visible to others: a change from now on is either seen here or ends the wait.
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
