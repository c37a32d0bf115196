package io.tidewatch.engine.review;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;

/** Stores what people answered to tasks to review thresholds. */
@ApplicationScoped
public class ReviewAnswers {

    private final ReviewStore store;

    ReviewAnswers(ReviewStore store) {
        this.store = store;
    }

    /** Whether an action is such a task. */
    public static boolean isReview(String actionId) {
        return actionId != null && actionId.startsWith(ReviewTasks.STEP + "/");
    }

    /**
     * Notes an answer; the same one again changes nothing.
     *
     * @param by the e-mail of who answered
     * @param at business time
     * @param done whether the review is done; otherwise somebody works on it
     */
    public Uni<Void> record(SqlClient tx, String actionId, String by, Instant at, boolean done) {
        return store.answered(tx, actionId, by, at, done);
    }
}
