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
import java.time.LocalDate;
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
        return apply(turn, wanted).onFailure(NotChanged.class).recoverWithUni(failure -> {
            LOG.warnf(
                    "account-ingestion did not change the schedule of %s for run %s, will retry: %s",
                    wanted.activity(), wanted.runId(), failure);
            return turn.fenced().run(turn.lease(), tx -> store.failed(tx, wanted, failure.getMessage()));
        });
    }

    /** The most frequent change of an activity is in force: one that begins ends the former, or waits for its end. */
    private Uni<Void> apply(ControlWork.Turn turn, Wanted wanted) {
        if (!wanted.untilRunEnds() || wanted.until() != null) {
            return applied(turn, wanted);
        }
        return store.inForceBeside(pool, wanted).flatMap(other -> {
            if (other.isEmpty()) {
                return applied(turn, wanted);
            }
            if (other.get().everyMonths() <= wanted.everyMonths()) {
                return turn.fenced().run(turn.lease(), tx -> store.waits(tx, wanted));
            }
            // The later of the two days, so that the two follow one another.
            LocalDate day =
                    wanted.from().isBefore(other.get().from()) ? other.get().from() : wanted.from();
            return put(other.get().on(other.get().from(), day))
                    .chain(() -> turn.fenced().run(turn.lease(), tx -> store.replaced(tx, other.get())))
                    .chain(() -> applied(turn, wanted.on(day, null)));
        });
    }

    private Uni<Void> applied(ControlWork.Turn turn, Wanted wanted) {
        return put(wanted).chain(() -> turn.fenced().run(turn.lease(), tx -> store.applied(tx, wanted)));
    }

    /** One that comes into force again is another change: what has ended does not begin again. */
    private static UUID changeId(Wanted wanted) {
        String again = wanted.replaced() == 0 ? "" : "\n" + wanted.replaced();
        return UUID.nameUUIDFromBytes((wanted.runId() + "\n" + wanted.step() + again).getBytes(StandardCharsets.UTF_8));
    }

    private Uni<ScheduleChangeResult> put(Wanted wanted) {
        return request(wanted).onFailure().transform(NotChanged::new);
    }

    private Uni<ScheduleChangeResult> request(Wanted wanted) {
        try {
            return schedules.putScheduleChange(
                    wanted.accountId(),
                    changeId(wanted),
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

    /** account-ingestion did not take a request. */
    private static final class NotChanged extends RuntimeException {
        private static final long serialVersionUID = 1;

        NotChanged(Throwable cause) {
            super(String.valueOf(cause.getMessage()), cause);
        }
    }
}
