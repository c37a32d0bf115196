package io.tidewatch.engine.judging;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * What there is to judge in a partition, and the lock that keeps feeds, passes and people from changing the same flags and
 * runs at once.
 */
@ApplicationScoped
public class PartitionWork {

    /** What a pass is made with; all accounts are judged again when it is another. */
    private static final String PASS_KEY = """
            (select coalesce(a.hash, '') || ' ' || business_today() || ' ' || c.offset_seconds
             from active_bundle a cross join clock_offset c)
            """;

    private static final String WANTING = """
            select f.partition from account_fact f
            where f.dirty and f.partition = any ($1) and f.attributes is not null and f.metrics is not null
            union
            select r.partition from playbook_run r
            where r.state = 'OPEN' and r.next_due_at <= (select business_now()) and r.partition = any ($1)
            union
            select w.partition from partition_work w
            where w.partition = any ($1)
              and (w.pass_key <> (select %s) or not w.pass_done
                   or w.pass_ended_at < clock_timestamp() - make_interval(secs => $2))
            order by 1
            """.formatted(PASS_KEY);

    private static final String URGENT = """
            (select f.account_id from account_fact f
             where f.dirty and f.partition = $1 and f.attributes is not null and f.metrics is not null
             order by f.account_id limit $2)
            union
            (select r.account_id from playbook_run r
             where r.state = 'OPEN' and r.next_due_at <= (select business_now()) and r.partition = $1
             order by r.next_due_at limit $2)
            order by 1 limit $2
            """;

    // Begins a pass anew when it is made with something else, or when the one before ended long ago.
    private static final String BEGIN_PASS = """
            update partition_work w
            set pass_key = k.key,
                pass_after = case when w.pass_key = k.key and not w.pass_done then w.pass_after else '' end,
                pass_done = false
            from (select %s as key) k
            where w.partition = $1
              and (w.pass_key <> k.key or not w.pass_done
                   or w.pass_ended_at < clock_timestamp() - make_interval(secs => $2))
            returning w.pass_after
            """.formatted(PASS_KEY);

    private final Pool pool;
    private final JudgingConfig config;

    PartitionWork(Pool pool, JudgingConfig config) {
        this.pool = pool;
        this.config = config;
    }

    /**
     * Keeps everyone else from changing flags and runs of a partition until the transaction ends. First statement of
     * whoever wants to change them.
     *
     * @param partition 0 to 63
     */
    public Uni<Void> lock(SqlClient tx, int partition) {
        return tx.preparedQuery("select 1 from partition_work where partition = $1 for no key update")
                .execute(Tuple.of((short) partition))
                .replaceWithVoid();
    }

    /** Has all accounts of a partition judged again. */
    public Uni<Void> passAnew(SqlClient tx, int partition) {
        return tx.preparedQuery("update partition_work set pass_key = '', pass_done = false where partition = $1")
                .execute(Tuple.of((short) partition))
                .replaceWithVoid();
    }

    /** Those of the partitions in which there is something to do. */
    Uni<List<Integer>> wanting(Collection<Integer> partitions) {
        Short[] asked = partitions.stream().map(Integer::shortValue).toArray(Short[]::new);
        return pool.preparedQuery(WANTING).execute(Tuple.of(asked, seconds())).map(rows -> {
            List<Integer> found = new ArrayList<>();
            rows.forEach(row -> found.add(row.getShort(0).intValue()));
            return found;
        });
    }

    /** Accounts that changed or whose runs are due, at most a slice of them. */
    Uni<List<String>> urgent(SqlClient tx, int partition) {
        return tx.preparedQuery(URGENT)
                .execute(Tuple.of((short) partition, config.slice()))
                .map(PartitionWork::ids);
    }

    /**
     * The next slice of the pass over all accounts; the pass is taken note of as if they were judged.
     *
     * @return the accounts; empty when no pass is under way or due
     */
    Uni<List<String>> nextOfPass(SqlClient tx, int partition) {
        return tx.preparedQuery(BEGIN_PASS)
                .execute(Tuple.of((short) partition, seconds()))
                .flatMap(rows -> rows.size() == 0
                        ? Uni.createFrom().item(List.of())
                        : slice(tx, partition, rows.iterator().next().getString(0)));
    }

    private Uni<List<String>> slice(SqlClient tx, int partition, String after) {
        return tx.preparedQuery("""
                        select account_id from account_fact
                        where partition = $1 and account_id > $2 and attributes is not null and metrics is not null
                        order by account_id limit $3
                        """)
                .execute(Tuple.of((short) partition, after, config.slice()))
                .map(PartitionWork::ids)
                .flatMap(found -> {
                    boolean done = found.size() < config.slice();
                    return tx.preparedQuery("""
                                    update partition_work
                                    set pass_after = $2, pass_done = $3,
                                        pass_ended_at = case when $3 then clock_timestamp() else pass_ended_at end
                                    where partition = $1
                                    """)
                            .execute(Tuple.of(
                                    (short) partition, found.isEmpty() ? after : found.get(found.size() - 1), done))
                            .replaceWith(found);
                });
    }

    private double seconds() {
        return config.passInterval().toMillis() / 1000.0;
    }

    private static List<String> ids(RowSet<Row> rows) {
        List<String> ids = new ArrayList<>(rows.size());
        rows.forEach(row -> ids.add(row.getString(0)));
        return ids;
    }
}
