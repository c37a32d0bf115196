package io.tidewatch.engine.partition;

import io.smallrye.mutiny.Uni;
import io.tidewatch.feed.Partitions;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The lock that keeps feeds, passes and requests from changing the same flags and runs at once. */
@ApplicationScoped
public class PartitionLock {

    /**
     * Locks a partition until the transaction ends: no other transaction can change its flags and runs. The first statement
     * of every transaction that changes them.
     *
     * @param partition 0 to 63
     */
    public Uni<Void> lock(SqlClient tx, int partition) {
        return tx.preparedQuery("select 1 from partition_work where partition = $1 for no key update")
                .execute(Tuple.of((short) partition))
                .replaceWithVoid();
    }

    /** The same for the flags of the portfolio. */
    public Uni<Void> lockPortfolio(SqlClient tx) {
        return tx.query("select 1 from portfolio for no key update").execute().replaceWithVoid();
    }

    /**
     * Locks those of some partitions that nobody else has locked, and waits for none of them.
     *
     * @return the partitions that are locked now
     */
    public Uni<List<Integer>> lockFree(SqlClient tx, Collection<Integer> partitions) {
        return tx.preparedQuery("""
                        select partition from partition_work where partition = any ($1)
                        order by partition for no key update skip locked
                        """)
                .execute(Tuple.of((Object) Partitions.parameter(partitions)))
                .map(rows -> {
                    List<Integer> locked = new ArrayList<>(rows.size());
                    rows.forEach(row -> locked.add(row.getInteger(0)));
                    return locked;
                });
    }
}
