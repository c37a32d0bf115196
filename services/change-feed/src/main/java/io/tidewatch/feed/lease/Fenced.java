package io.tidewatch.feed.lease;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.util.Collection;
import java.util.function.Function;

/**
 * Transactions that only commit while this replica holds the lease: each begins by locking its lease row with its
 * epoch, so a take-over waits for it, and after a take-over it finds nothing and rolls back.
 */
public final class Fenced {

    /**
     * Begins, checks the lease, does the work, commits, all on one connection.
     *
     * @param partition the partition that the work is about
     * @param work      statements on the connection given, none elsewhere; no remote calls in it
     * @return what the work returned; fails with {@link LeaseLost} (nothing written) when the lease is not held
     */
    public <T> Uni<T> run(int partition, Function<SqlConnection, Uni<T>> work) {
        throw new UnsupportedOperationException("to come");
    }

    /** As {@link #run(int, Function)}, only under this very lease: not under a later one of the same partition. */
    public <T> Uni<T> run(Lease lease, Function<SqlConnection, Uni<T>> work) {
        throw new UnsupportedOperationException("to come");
    }

    /** As {@link #run(Lease, Function)} for work on several partitions; fails when any of the leases is gone. */
    public <T> Uni<T> run(Collection<Lease> leases, Function<SqlConnection, Uni<T>> work) {
        throw new UnsupportedOperationException("to come");
    }
}
