package io.tidewatch.engine.judging;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.tidewatch.engine.recurring.RecurringWork;
import io.tidewatch.feed.Partitions;
import io.tidewatch.feed.lease.Lease;
import io.tidewatch.feed.lease.LeaseKeeper;
import io.tidewatch.feed.lease.LeaseLost;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Judges what no change of a feed brings about: accounts that were marked, steps of runs that fall due, and, slice by
 * slice, all accounts when the day, the clock or the rules are others. Only partitions whose feeds are read up to now (or
 * whose providers cannot be reached): after a time of silence an answer of the customer must be seen before the escalation
 * that it stops.
 */
@ApplicationScoped
public class JudgingLoop {

    private static final Logger LOG = Logger.getLogger(JudgingLoop.class);

    /** Others get their turn after so many slices of one partition. */
    private static final int SLICES_AT_A_TIME = 20;

    private final Vertx vertx;
    private final JudgingConfig config;
    private final PartitionWork work;
    private final Judging judging;
    private RecurringWork rounds;

    JudgingLoop(Vertx vertx, JudgingConfig config, PartitionWork work, Judging judging) {
        this.vertx = vertx;
        this.config = config;
        this.work = work;
        this.judging = judging;
    }

    /**
     * Begins to work on the partitions of these leases.
     *
     * @param leases which partitions this replica works on
     * @param ready tells whether the feeds of a partition are read up to now
     */
    public void start(LeaseKeeper leases, IntPredicate ready) {
        rounds = new RecurringWork("Judging", vertx, config.interval(), () -> round(leases, ready));
        rounds.start();
    }

    /** No more rounds; the one under way ends by itself. */
    public void stop() {
        if (rounds != null) {
            rounds.stop();
        }
    }

    private Uni<Void> round(LeaseKeeper leases, IntPredicate ready) {
        Map<Integer, Lease> held = leases.held().entrySet().stream()
                .filter(entry -> entry.getKey() < Partitions.ACCOUNTS && ready.test(entry.getKey()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (a, b) -> a, TreeMap::new));
        if (held.isEmpty() || !judging.hasRules()) {
            return Uni.createFrom().voidItem();
        }
        return work.wanting(held.keySet())
                .onItem()
                .transformToMulti(Multi.createFrom()::iterable)
                .onItem()
                .transformToUniAndConcatenate(partition -> slices(leases, held.get(partition), ready))
                .collect()
                .last()
                .replaceWithVoid();
    }

    private Uni<Void> slices(LeaseKeeper leases, Lease lease, IntPredicate ready) {
        return Uni.createFrom()
                .deferred(() -> ready.test(lease.partition())
                        ? leases.fenced().run(lease, tx -> slice(tx, lease.partition()))
                        : Uni.createFrom().item(false))
                .repeat()
                .whilst(more -> more)
                .select()
                .first(SLICES_AT_A_TIME)
                .collect()
                .last()
                .onFailure(LeaseLost.class)
                .recoverWithNull()
                // One partition that cannot be judged must not keep the others from it.
                .onFailure()
                .invoke(failure ->
                        LOG.errorf(failure, "Partition %d cannot be judged, it is tried again", lease.partition()))
                .onFailure()
                .recoverWithNull()
                .replaceWithVoid();
    }

    /** One transaction; true when there may be more to do. */
    private Uni<Boolean> slice(SqlConnection tx, int partition) {
        return work.lock(tx, partition)
                .flatMap(locked -> judging.possible(tx))
                .flatMap(possible -> possible
                        ? urgentAndPass(tx, partition)
                        : Uni.createFrom().item(false));
    }

    /** What is urgent, and a slice of the pass: accounts that stay urgent must not keep the others from being judged. */
    private Uni<Boolean> urgentAndPass(SqlConnection tx, int partition) {
        return work.urgent(tx, partition)
                .flatMap(urgent -> work.nextOfPass(tx, partition).flatMap(next -> {
                    Set<String> accounts = new TreeSet<>(urgent);
                    accounts.addAll(next);
                    boolean more = urgent.size() >= config.slice() || next.size() >= config.slice();
                    return judging.judge(tx, partition, accounts).replaceWith(more);
                }));
    }
}
