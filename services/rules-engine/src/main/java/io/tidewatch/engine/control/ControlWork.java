package io.tidewatch.engine.control;

import io.smallrye.mutiny.Uni;
import io.tidewatch.engine.bundle.CompiledBundles;
import io.tidewatch.engine.recurring.RecurringWork;
import io.tidewatch.feed.Partitions;
import io.tidewatch.feed.lease.Fenced;
import io.tidewatch.feed.lease.Lease;
import io.tidewatch.feed.lease.LeaseKeeper;
import io.tidewatch.feed.lease.LeaseLost;
import io.tidewatch.rule.compile.CompiledBundle;
import io.vertx.mutiny.core.Vertx;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/** Recurring work of the one replica that owns the control partition, by the active rules. */
public final class ControlWork {

    private final String name;
    private final Vertx vertx;
    private final Duration pause;
    private final CompiledBundles bundles;
    private final Function<Turn, Uni<Void>> round;
    private RecurringWork rounds;

    /**
     * @param name for the log
     * @param vertx for the pauses
     * @param pause between the end of a round and the beginning of the next
     * @param bundles where the active rules are
     * @param round one round; its time is bounded by itself
     */
    public ControlWork(
            String name, Vertx vertx, Duration pause, CompiledBundles bundles, Function<Turn, Uni<Void>> round) {
        this.name = name;
        this.vertx = vertx;
        this.pause = pause;
        this.bundles = bundles;
        this.round = round;
    }

    /**
     * What one round works with.
     *
     * @param fenced runs what may happen only while the lease is held
     * @param lease that of the control partition
     * @param bundle the active rules of this replica, which may lag behind for a moment
     */
    public record Turn(Fenced fenced, Lease lease, CompiledBundle bundle) {}

    /** Begins to work whenever this replica holds the lease of the control partition and rules are active. */
    public void start(LeaseKeeper leases) {
        rounds = new RecurringWork(name, vertx, pause, () -> round(leases));
        rounds.start();
    }

    /** No more rounds; the one under way ends by itself. */
    public void stop() {
        if (rounds != null) {
            rounds.stop();
        }
    }

    private Uni<Void> round(LeaseKeeper leases) {
        Optional<Lease> lease = leases.held(Partitions.CONTROL);
        Optional<CompiledBundle> active = bundles.active();
        return lease.isEmpty() || active.isEmpty()
                ? Uni.createFrom().voidItem()
                : round.apply(new Turn(leases.fenced(), lease.get(), active.get()))
                        .onFailure(LeaseLost.class)
                        .recoverWithNull();
    }
}
