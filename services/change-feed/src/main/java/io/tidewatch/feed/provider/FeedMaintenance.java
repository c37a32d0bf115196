package io.tidewatch.feed.provider;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/** Creates the tables of coming days and drops those of days past retention; every replica may try. */
@Singleton
public class FeedMaintenance {

    private static final Logger LOG = Logger.getLogger(FeedMaintenance.class);

    private static final String PREPARE = "select feed_prepare_days($1)";
    private static final String DROP = "select feed_drop_before(feed_today() - $1::integer)";

    private final Pool pool;
    private final Vertx vertx;
    private final FeedConfig config;
    private final AtomicBoolean failing = new AtomicBoolean();
    private volatile long timer = -1;

    /**
     * @param pool   the database of this service
     * @param vertx  for the timer
     * @param config how long, how far ahead, how often
     */
    public FeedMaintenance(Pool pool, Vertx vertx, FeedConfig config) {
        this.pool = pool;
        this.vertx = vertx;
        this.config = config;
    }

    void start(@Observes StartupEvent event) {
        runQuietly();
        timer = vertx.setPeriodic(Math.max(1, config.maintenanceInterval().toMillis()), id -> runQuietly());
    }

    void stop(@Observes ShutdownEvent event) {
        vertx.cancelTimer(timer);
    }

    /**
     * Creates and drops the tables that are due.
     *
     * @return how many days were dropped; 0 also while another replica does it. Fails when the feed is so busy that
     *     its lock cannot be acquired; the next run tries again
     */
    public Uni<Integer> run() {
        return pool.preparedQuery(PREPARE)
                .execute(Tuple.of(config.daysAhead()))
                .chain(() -> pool.preparedQuery(DROP).execute(Tuple.of(config.retentionDays())))
                .map(rows -> rows.iterator().next().getInteger(0));
    }

    private void runQuietly() {
        run().subscribe()
                .with(
                        dropped -> {
                            if (failing.getAndSet(false)) {
                                LOG.info("The tables of the change feed are maintained again");
                            }
                            if (dropped > 0) {
                                LOG.infof("Dropped %d days of the change feed", dropped);
                            }
                        },
                        failure -> {
                            if (!failing.getAndSet(true)) {
                                LOG.warn(
                                        "The tables of the change feed could not be maintained; trying again later",
                                        failure);
                            }
                        });
    }
}
