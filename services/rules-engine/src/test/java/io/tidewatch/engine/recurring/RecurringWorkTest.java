package io.tidewatch.engine.recurring;

import static org.awaitility.Awaitility.await;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RecurringWorkTest {

    /** No test lasts as long as this pause. */
    private static final Duration PAUSE = Duration.ofHours(1);

    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();
    private final CompletableFuture<Void> firstRound = new CompletableFuture<>();
    private final RecurringWork work = new RecurringWork("Test", vertx, PAUSE, this::round);

    @AfterEach
    void close() {
        work.stop();
        vertx.closeAndAwait();
    }

    private Uni<Void> round() {
        Uni<Void> round = begun.incrementAndGet() == 1
                ? Uni.createFrom().completionStage(firstRound)
                : Uni.createFrom().voidItem();
        return round.invoke(ended::incrementAndGet);
    }

    @Test
    void aRoundThatIsAskedForDoesNotWaitForThePause() {
        firstRound.complete(null);
        work.start();
        await().until(() -> ended.get() == 1);

        work.wake();

        await().until(() -> ended.get() == 2);
    }

    @Test
    void aRoundThatIsAskedForDuringAnotherOneFollowsIt() {
        work.start();
        await().until(() -> begun.get() == 1);

        work.wake();
        work.wake();
        firstRound.complete(null);

        await().until(() -> ended.get() == 2);
    }
}
