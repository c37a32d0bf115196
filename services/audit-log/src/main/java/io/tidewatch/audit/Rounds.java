package io.tidewatch.audit;

import io.smallrye.mutiny.Uni;
import io.tidewatch.problem.FailureText;
import io.vertx.mutiny.core.Vertx;
import java.time.Duration;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** Does something again and again, with a pause after each time. What fails is logged, and tried again the next time. */
final class Rounds {

    private static final Logger LOG = Logger.getLogger(Rounds.class);

    private final Vertx vertx;
    private final Duration pause;
    private final String failed;
    private final Supplier<Uni<Void>> round;
    private volatile boolean ended;
    private volatile long timer = -1;

    /**
     * @param failed begins the log line of a failure
     * @param round  what is done
     */
    Rounds(Vertx vertx, Duration pause, String failed, Supplier<Uni<Void>> round) {
        this.vertx = vertx;
        this.pause = pause;
        this.failed = failed;
        this.round = round;
    }

    /** Begins with a pause. */
    void begin() {
        if (!ended) {
            timer = vertx.setTimer(
                    pause.toMillis(), id -> round.get().subscribe().with(done -> begin(), this::log));
        }
    }

    /** Ends them, also while one is on its way. */
    void end() {
        ended = true;
        vertx.cancelTimer(timer);
    }

    private void log(Throwable failure) {
        if (!ended) {
            // As text: the log filter then recognises its repetitions.
            LOG.warnf("%s: %s", failed, FailureText.of(failure));
        }
        begin();
    }
}
