package io.tidewatch.engine.schedule;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.tidewatch.engine.bundle.CompiledBundles;
import io.tidewatch.engine.client.ingestion.ApiException;
import io.tidewatch.engine.client.ingestion.SchedulesApi;
import io.tidewatch.engine.client.ingestion.model.ScheduleChange;
import io.tidewatch.engine.client.ingestion.model.ScheduleChangeResult;
import io.tidewatch.engine.control.ControlWork;
import io.tidewatch.engine.schedule.ScheduleStore.Wanted;
import io.tidewatch.feed.lease.LeaseKeeper;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import org.eclipse.microprofile.rest.client.inject.RestClient;
import org.jboss.logging.Logger;

/**
 * Has account-ingestion apply the schedule changes of runs, in the replica that owns the control partition. Each request says what the
 * change is to be, and repeating it has no effect, so a crash at any point loses and repeats nothing.
 */
@ApplicationScoped
public class ScheduleLoop {

    private static final Logger LOG = Logger.getLogger(ScheduleLoop.class);

    private static final Duration PAUSE = Duration.ofSeconds(1);

    /** Most changes that one round sends. */
    private static final int BATCH = 20;

    private final Pool pool;
    private final ScheduleStore store;
    private final SchedulesApi schedules;
    private final ControlWork work;

    ScheduleLoop(
            Vertx vertx, Pool pool, CompiledBundles bundles, ScheduleStore store, @RestClient SchedulesApi schedules) {
        this.pool = pool;
        this.store = store;
        this.schedules = schedules;
        this.work = new ControlWork("Changing schedules", vertx, PAUSE, bundles, this::round);
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
        return store.due(pool, BATCH).flatMap(due -> Multi.createFrom()
                .iterable(due)
                .onItem()
                .transformToUniAndConcatenate(wanted -> send(turn, wanted))
                .collect()
                .asList()
                .replaceWithVoid());
    }

    private Uni<Void> send(ControlWork.Turn turn, Wanted wanted) {
        return put(wanted)
                .map(done -> (String) null)
                .onFailure()
                .recoverWithItem(failure -> {
                    LOG.warnf(
                            "account-ingestion did not change the schedule of %s for run %s, will retry: %s",
                            wanted.activity(), wanted.runId(), failure);
                    return String.valueOf(failure.getMessage());
                })
                .flatMap(problem -> turn.fenced()
                        .run(
                                turn.lease(),
                                tx -> problem == null ? store.applied(tx, wanted) : store.failed(tx, wanted, problem)));
    }

    private Uni<ScheduleChangeResult> put(Wanted wanted) {
        try {
            return schedules.putScheduleChange(
                    wanted.accountId(),
                    UUID.nameUUIDFromBytes((wanted.runId() + "\n" + wanted.step()).getBytes(StandardCharsets.UTF_8)),
                    new ScheduleChange()
                            .activity(wanted.activity())
                            .everyMonths(wanted.everyMonths())
                            .validFrom(wanted.from())
                            .validUntil(wanted.until())
                            .changedBy("playbook " + wanted.playbook() + ", run " + wanted.runId()));
        } catch (ApiException never) {
            // Declared by the generator for clients that block; this one fails through its result.
            return Uni.createFrom().failure(never);
        }
    }
}
