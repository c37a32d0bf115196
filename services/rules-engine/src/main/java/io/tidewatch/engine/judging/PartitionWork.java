package io.tidewatch.engine.judging;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.tidewatch.engine.bundle.CompiledBundles;
import io.tidewatch.engine.fact.JudgedStore;
import io.tidewatch.feed.Partitions;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The accounts that have to be judged in a partition, and the progress of the pass over all of them. */
@ApplicationScoped
public class PartitionWork {

    /** When one of its parts changes, all accounts are judged again, and the portfolio. */
    public static final String PASS_KEY = """
            (select coalesce(a.hash, '') || ' ' || business_today() || ' ' || c.offset_seconds || ' '
                    || coalesce((select max(ends_at)::text from maintenance_window where ends_at <= business_now()), '')
             from active_bundle a cross join clock_offset c)
            """;

    private static final String COMPLETE = "a.attributes is not null and a.metrics is not null";

    private static final String WANTING = """
            select a.partition from account_fact a
            where a.dirty and a.partition = any ($1) and %2$s
            union
            select r.partition from playbook_run r join account_fact a on a.account_id = r.account_id
            where r.state = 'OPEN'
              and (r.next_due_at <= (select business_now()) and r.bundle_hash <> all ($2) or r.cancel_reason is not null)
              and r.partition = any ($1) and a.parked_at is null and %2$s
            union
            select f.partition from flag f join account_fact a on a.account_id = f.account_id
            where f.due_at <= (select business_now()) and f.partition = any ($1) and a.parked_at is null and %2$s
            union
            select f.partition from flag f join account_fact a on a.account_id = f.account_id
            where f.care_ends_at <= (select business_now()) and f.partition = any ($1) and a.parked_at is null and %2$s
            union
            select w.partition from partition_work w
            where w.partition = any ($1) and (w.pass_key <> (select %1$s) or not w.pass_done)
            order by 1
            """.formatted(PASS_KEY, COMPLETE);

    private static final String URGENT = """
            (select a.account_id from account_fact a
             where a.dirty and a.partition = $1 and %1$s
             order by a.account_id limit $2)
            union
            (select r.account_id from playbook_run r join account_fact a on a.account_id = r.account_id
             where r.state = 'OPEN' and r.next_due_at <= (select business_now()) and r.bundle_hash <> all ($3)
               and r.partition = $1 and a.parked_at is null and %1$s
             order by r.next_due_at limit $2)
            union
            (select r.account_id from playbook_run r join account_fact a on a.account_id = r.account_id
             where r.state = 'OPEN' and r.cancel_reason is not null and r.partition = $1
               and a.parked_at is null and %1$s
             limit $2)
            union
            (select f.account_id from flag f join account_fact a on a.account_id = f.account_id
             where f.due_at <= (select business_now()) and f.partition = $1 and a.parked_at is null and %1$s
             order by f.due_at limit $2)
            union
            (select f.account_id from flag f join account_fact a on a.account_id = f.account_id
             where f.care_ends_at <= (select business_now()) and f.partition = $1 and a.parked_at is null and %1$s
             order by f.care_ends_at limit $2)
            order by 1 limit $2
            """.formatted(COMPLETE);

    // Begins a new pass when the bundle, the day or the clock changed, or a maintenance window ended.
    private static final String BEGIN_PASS = """
            update partition_work w
            set pass_key = k.key,
                pass_after = case when w.pass_key = k.key then w.pass_after else '' end,
                pass_done = false,
                -- After beginPass only this partition is judged again, which says nothing of how long a pass takes.
                pass_began_at = case when w.pass_key = k.key then w.pass_began_at
                                     when w.pass_key <> '' or w.pass_ended_at is null then clock_timestamp() end
            from (select %s as key) k
            where w.partition = $1 and (w.pass_key <> k.key or not w.pass_done)
            returning w.pass_after, business_now() as now
            """.formatted(PASS_KEY);

    private static final String END_SLICE = """
            update partition_work
            set pass_after = $2, pass_done = $3,
                pass_ended_at = case when $3 then clock_timestamp() else pass_ended_at end
            where partition = $1
            """;

    private final Pool pool;
    private final JudgingConfig config;
    private final CompiledBundles bundles;
    private final JudgedStore judged;

    PartitionWork(Pool pool, JudgingConfig config, CompiledBundles bundles, JudgedStore judged) {
        this.pool = pool;
        this.config = config;
        this.bundles = bundles;
        this.judged = judged;
    }

    /** Has all accounts of a partition judged again. */
    public Uni<Void> beginPass(SqlClient tx, int partition) {
        return tx.preparedQuery("update partition_work set pass_key = '', pass_done = false where partition = $1")
                .execute(Tuple.of((short) partition))
                .replaceWithVoid();
    }

    /** Those of the partitions in which accounts have to be judged. */
    Uni<List<Integer>> wanting(Collection<Integer> partitions) {
        Short[] asked = Partitions.parameter(partitions);
        return pool.preparedQuery(WANTING).execute(Tuple.of(asked, broken())).map(rows -> {
            List<Integer> found = new ArrayList<>();
            rows.forEach(row -> found.add(row.getShort(0).intValue()));
            return found;
        });
    }

    /**
     * Accounts that changed, whose runs are due or to be cancelled, or whose flags change by time alone, because
     * a timer or what people declared about them ends; at most a slice.
     */
    Uni<List<String>> urgent(SqlClient tx, int partition) {
        return tx.preparedQuery(URGENT)
                .execute(Tuple.of((short) partition, config.slice(), broken()))
                .map(PartitionWork::ids);
    }

    /** Bundles whose runs wait, because this version cannot compile them. */
    private String[] broken() {
        return bundles.brokenHashes().toArray(String[]::new);
    }

    /**
     * Accounts of the pass.
     *
     * @param accounts those that have to be judged
     * @param more whether the pass goes on after them
     */
    record PassSlice(List<String> accounts, boolean more) {
        private static final PassSlice NONE = new PassSlice(List.of(), false);
    }

    /**
     * The next slice of the pass over all accounts: those for which outcomes differ from the ones their flags follow from, or
     * that need a look for another reason. The progress is stored as if they had been judged.
     */
    Uni<PassSlice> nextOfPass(SqlClient tx, int partition) {
        return tx.preparedQuery(BEGIN_PASS).execute(Tuple.of((short) partition)).flatMap(rows -> {
            if (rows.size() == 0) {
                return Uni.createFrom().item(PassSlice.NONE);
            }
            Row pass = rows.iterator().next();
            Instant now = pass.getOffsetDateTime("now").toInstant();
            return slice(tx, partition, pass.getString("pass_after"), now);
        });
    }

    private Uni<PassSlice> slice(SqlClient tx, int partition, String after, Instant now) {
        return judged.passRows(tx, partition, after, config.look())
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .flatMap(rows -> {
                    List<String> changed = PassLook.changed(bundles.active().orElse(null), rows, now);
                    boolean all = changed.size() <= config.slice();
                    List<String> next = all ? changed : changed.subList(0, config.slice());
                    String last = rows.isEmpty() ? after : rows.getLast().accountId();
                    boolean done = all && rows.size() < config.look();
                    return tx.preparedQuery(END_SLICE)
                            .execute(Tuple.of((short) partition, all ? last : next.getLast(), done))
                            .replaceWith(new PassSlice(next, !done));
                });
    }

    private static List<String> ids(RowSet<Row> rows) {
        List<String> ids = new ArrayList<>(rows.size());
        rows.forEach(row -> ids.add(row.getString(0)));
        return ids;
    }
}
