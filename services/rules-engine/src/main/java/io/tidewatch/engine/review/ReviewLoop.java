package io.tidewatch.engine.review;

import io.smallrye.mutiny.Uni;
import io.tidewatch.engine.bundle.CompiledBundles;
import io.tidewatch.engine.control.ControlWork;
import io.tidewatch.engine.judging.JudgingConfig;
import io.tidewatch.feed.Change;
import io.tidewatch.feed.lease.LeaseKeeper;
import io.tidewatch.feed.provider.FeedAppender;
import io.tidewatch.rule.compile.CompiledBundle;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/**
 * Asks the owners of thresholds for the reviews that are due, in the replica that owns the control partition: once per threshold and
 * day of review, one task for all thresholds of an owner. That a review was asked for and its task commit together.
 */
@ApplicationScoped
public class ReviewLoop {

    private final Pool pool;
    private final ReviewStore store;
    private final ReviewTasks tasks;
    private final ControlWork work;
    /** Bundle and day for which nothing is left to be asked. */
    private volatile String settled = "";

    ReviewLoop(
            Vertx vertx,
            Pool pool,
            JudgingConfig config,
            CompiledBundles bundles,
            ReviewStore store,
            ReviewTasks tasks) {
        this.pool = pool;
        this.store = store;
        this.tasks = tasks;
        this.work = new ControlWork("Asking for reviews of thresholds", vertx, config.interval(), bundles, this::round);
    }

    /** Begins to work whenever this replica holds the lease of the control partition. */
    public void start(LeaseKeeper leases) {
        work.start(leases);
    }

    /** No more rounds; the one under way ends by itself. */
    public void stop() {
        work.stop();
    }

    private Uni<Void> round(ControlWork.Turn turn) {
        return store.present(pool).flatMap(present -> round(turn, present));
    }

    private Uni<Void> round(ControlWork.Turn turn, ReviewStore.Present present) {
        CompiledBundle bundle = turn.bundle();
        String now = bundle.hash() + " " + present.today();
        boolean waits = present.maintenance() || !bundle.hash().equals(present.activeBundle());
        if (waits || now.equals(settled)) {
            return Uni.createFrom().voidItem();
        }
        return turn.fenced()
                .run(turn.lease(), tx -> ask(tx, DueReviews.of(bundle, present.today()), present))
                .invoke(done -> settled = now);
    }

    private Uni<Void> ask(SqlConnection tx, List<DueReviews.Review> due, ReviewStore.Present present) {
        return store.notAsked(tx, due)
                .flatMap(open -> store.figures(tx, open, present.now()))
                .flatMap(reviews -> {
                    List<ReviewTasks.Task> asked = ReviewTasks.of(reviews);
                    List<Change> changes = asked.stream()
                            .map(task -> tasks.change(task, present.now()))
                            .toList();
                    return store.write(tx, asked, present.now()).flatMap(done -> FeedAppender.append(tx, changes));
                });
    }
}
