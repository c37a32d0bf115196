package io.tidewatch.feed.lease;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * Transactions that commit only while this replica holds the lease. Each begins by locking its lease row with its
 * epoch: a take-over waits for it, and after a take-over it finds no row and rolls back.
 */
public final class Fenced {

    private final Pool pool;
    private final LeaseSettings settings;
    private final IntFunction<Optional<Lease>> held;

    Fenced(Pool pool, LeaseSettings settings, IntFunction<Optional<Lease>> held) {
        this.pool = pool;
        this.settings = settings;
        this.held = held;
    }

    /**
     * Begins a transaction, checks the lease, does the work and commits, all on one connection.
     *
     * @param partition the partition that the work is about
     * @param work      statements on the given connection only; must not make remote calls
     * @return what the work returned; fails with {@link LeaseLost} (nothing written) when the lease is not held
     */
    public <T> Uni<T> run(int partition, Function<SqlConnection, Uni<T>> work) {
        return Uni.createFrom().deferred(() -> held.apply(partition)
                .map(lease -> run(lease, work))
                .orElseGet(() -> Uni.createFrom().failure(lost(partition))));
    }

    /** As {@link #run(int, Function)}, but only under exactly this lease, not under a later one of the same partition. */
    public <T> Uni<T> run(Lease lease, Function<SqlConnection, Uni<T>> work) {
        return run(List.of(lease), work);
    }

    /** As {@link #run(Lease, Function)} for work on several partitions; fails if any of the leases is lost. */
    public <T> Uni<T> run(Collection<Lease> leases, Function<SqlConnection, Uni<T>> work) {
        return pool.withTransaction(tx -> tx.preparedQuery(LeaseSql.HOLD)
                .execute(Tuple.tuple()
                        .addString(settings.consumer())
                        .addString(settings.owner())
                        .addArrayOfShort(Lease.partitions(leases))
                        .addArrayOfLong(Lease.epochs(leases)))
                .chain(rows -> {
                    if (rows.size() == leases.size()) {
                        return work.apply(tx);
                    }
                    List<Integer> kept = new ArrayList<>();
                    rows.forEach(row -> kept.add(row.getInteger(0)));
                    return Uni.createFrom()
                            .failure(lost(leases.stream()
                                    .map(Lease::partition)
                                    .filter(p -> !kept.contains(p))
                                    .findFirst()
                                    .orElseThrow()));
                }));
    }

    private LeaseLost lost(int partition) {
        return new LeaseLost(settings.consumer(), partition);
    }
}
