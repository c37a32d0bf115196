package io.tidewatch.engine.judging;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.tidewatch.engine.fact.FactStore;
import io.tidewatch.engine.partition.PartitionLock;
import io.tidewatch.engine.recurring.RecurringWork;
import io.tidewatch.feed.Partitions;
import io.tidewatch.feed.lease.Lease;
import io.tidewatch.feed.lease.LeaseKeeper;
import io.tidewatch.feed.lease.LeaseLost;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Judges the accounts that a feed changed, those with steps that fall due and, slice by slice, all accounts when the day,
 * the clock or the rules change. Works only on partitions whose feeds are read up to now (or whose providers cannot be
 * reached): after a down time a response of the customer must be seen before the escalation that it stops.
 */
@ApplicationScoped
public class JudgingLoop {

    private static final Logger LOG = Logger.getLogger(JudgingLoop.class);

    /** Others get their turn after so many slices of one partition. */
    private static final int SLICES_AT_A_TIME = 20;

    /** The partitions get their turn after so many looks at marked accounts. */
    private static final int LOOKS_AT_A_TIME = 20;

    private final Vertx vertx;
    private final JudgingConfig config;
    private final PartitionLock lock;
    private final PartitionWork work;
    private final FactStore facts;
    private final Judging judging;
    private final Counter parked;
    private volatile RecurringWork rounds;

    JudgingLoop(
            Vertx vertx,
            JudgingConfig config,
            PartitionLock lock,
            PartitionWork work,
            FactStore facts,
            Judging judging,
            MeterRegistry meters) {
        this.vertx = vertx;
        this.config = config;
        this.lock = lock;
        this.work = work;
        this.facts = facts;
        this.judging = judging;
        this.parked = meters.counter("tidewatch.judging.parked");
    }

    /**
     * Begins to work on the partitions of these leases.
     *
     * @param leases which partitions this replica works on
     * @param ready whether the feeds of a partition are read up to now
     */
    public void start(LeaseKeeper leases, IntPredicate ready) {
        rounds = new RecurringWork("Judging", vertx, config.interval(), () -> round(leases, ready));
        rounds.start();
    }

    /** There may be something to judge; does nothing before the start. */
    public void wake() {
        if (rounds != null) {
            rounds.wake();
        }
    }

    /** No more rounds; the one under way ends by itself. */
    public void stop() {
        if (rounds != null) {
            rounds.stop();
        }
    }

    private Uni<Void> round(LeaseKeeper leases, IntPredicate ready) {
        Map<Integer, Lease> owned = leases.held().entrySet().stream()
                .filter(entry -> entry.getKey() < Partitions.ACCOUNTS && ready.test(entry.getKey()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (a, b) -> a, TreeMap::new));
        if (owned.isEmpty() || !judging.hasRules()) {
            return Uni.createFrom().voidItem();
        }
        return wanting(leases, owned)
                .onItem()
                .transformToMulti(Multi.createFrom()::iterable)
                .onItem()
                // While one partition waits for the database, another one is judged.
                .transformToUni(partition -> slices(leases, owned.get(partition), ready))
                .merge(config.lanes())
                .collect()
                .last()
                .replaceWithVoid();
    }

    /** The partitions that have their turn now. */
    private Uni<List<Integer>> wanting(LeaseKeeper leases, Map<Integer, Lease> owned) {
        return work.wanting(owned.keySet()).flatMap(wanting -> {
            if (wanting.size() <= config.lanes()) {
                return Uni.createFrom().item(wanting);
            }
            return looks(leases, wanting.stream().map(owned::get).toList())
                    .flatMap(done -> work.wanting(owned.keySet()));
        });
    }

    /**
     * When the feeds bring something of many partitions, the outcomes of most accounts stay as they were. That is found out for all
     * partitions together, because a transaction for each takes much longer than looking at the accounts.
     */
    private Uni<Void> looks(LeaseKeeper leases, List<Lease> wanting) {
        List<Integer> partitions = wanting.stream().map(Lease::partition).toList();
        return Uni.createFrom()
                .deferred(() -> leases.fenced().run(wanting, tx -> lock.lockFree(tx, partitions)
                        .flatMap(locked -> judging.look(tx, locked, config.look()))))
                .repeat()
                .whilst(more -> more)
                .select()
                .first(LOOKS_AT_A_TIME)
                .collect()
                .last()
                .onFailure(LeaseLost.class)
                .recoverWithNull()
                // Each partition has its turn all the same.
                .onFailure()
                .invoke(failure -> LOG.errorf(failure, "Failed to look at the accounts of several partitions"))
                .onFailure()
                .recoverWithNull()
                .replaceWithVoid();
    }

    private Uni<Void> slices(LeaseKeeper leases, Lease lease, IntPredicate ready) {
        return Uni.createFrom()
                .deferred(() -> ready.test(lease.partition())
                        ? slice(leases, lease)
                        : Uni.createFrom().item(false))
                .repeat()
                .whilst(more -> more)
                .select()
                .first(SLICES_AT_A_TIME)
                .collect()
                .last()
                .onFailure(LeaseLost.class)
                .recoverWithNull()
                // A failure in one partition must not keep the others from their turn.
                .onFailure()
                .invoke(failure -> LOG.errorf(failure, "Failed to judge partition %d, will retry", lease.partition()))
                .onFailure()
                .recoverWithNull()
                .replaceWithVoid();
    }

    /** One slice; true when there may be more to do. */
    private Uni<Boolean> slice(LeaseKeeper leases, Lease lease) {
        int partition = lease.partition();
        return leases.fenced()
                .run(lease, tx -> lock.lock(tx, partition)
                        .flatMap(locked -> judging.possible(tx))
                        .flatMap(possible -> possible
                                ? next(tx, partition).flatMap(next -> judging.judge(tx, partition, next.accounts())
                                        .replaceWith(next.more()))
                                : Uni.createFrom().item(false)))
                .onFailure(NotJudgeable.class)
                .recoverWithUni(failure -> oneByOne(leases, lease));
    }

    /** What is urgent, and a slice of the pass: accounts that stay urgent must not keep the others from being judged. */
    private Uni<Slice> next(SqlConnection tx, int partition) {
        return work.urgent(tx, partition)
                .flatMap(urgent -> work.nextOfPass(tx, partition).map(next -> {
                    Set<String> accounts = new TreeSet<>(urgent);
                    accounts.addAll(next.accounts());
                    return new Slice(accounts, urgent.size() >= config.slice() || next.more());
                }));
    }

    private record Slice(Set<String> accounts, boolean more) {}

    /**
     * Judges the accounts of a slice that failed in a transaction each, and parks those that fail again: the rest of the
     * partition goes on.
     */
    private Uni<Boolean> oneByOne(LeaseKeeper leases, Lease lease) {
        int partition = lease.partition();
        return leases.fenced()
                .run(lease, tx -> lock.lock(tx, partition)
                        .flatMap(locked -> next(tx, partition))
                        // Marked, so that an end of this replica in between loses none of them.
                        .call(slice -> facts.keepDirty(tx, slice.accounts())))
                .flatMap(slice -> Multi.createFrom()
                        .iterable(slice.accounts())
                        .onItem()
                        .transformToUniAndConcatenate(account -> one(leases, lease, account))
                        .collect()
                        .last()
                        .replaceWith(slice.more()));
    }

    private Uni<Void> one(LeaseKeeper leases, Lease lease, String account) {
        int partition = lease.partition();
        return leases.fenced()
                .run(lease, tx -> lock.lock(tx, partition)
                        .flatMap(locked -> judging.judge(tx, partition, List.of(account))))
                .onFailure(NotJudgeable.class)
                .recoverWithUni(failure -> {
                    LOG.errorf(
                            failure.getCause(),
                            "Account %s is parked because judging it failed; it is retried when its facts, the day"
                                    + " or the rules change",
                            account);
                    parked.increment();
                    return leases.fenced().run(lease, tx -> lock.lock(tx, partition)
                            .flatMap(locked -> facts.park(tx, account, failure.getMessage())));
                });
    }
}
