package io.tidewatch.engine.fact;

import io.smallrye.mutiny.Uni;
import io.tidewatch.feed.Partitions;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** What judgements left of the accounts, and the packed facts by which a look finds those that have to be judged again. */
@ApplicationScoped
public class JudgedStore {

    /**
     * What the judgement of an account left.
     *
     * @param judgedAs what its flags follow from now
     * @param quiet whether it has no run that may go on, so that with the same outcomes nothing changes
     * @param finished whether all its runs were judged, too; if not, a mark stays, but what its flags follow from has changed
     *     all the same
     */
    public record Judged(String accountId, String judgedAs, boolean quiet, boolean finished) {}

    /** Keeps what judgements left, and removes the marks of finished ones; writes only what differs from before. */
    public Uni<Void> markJudged(SqlClient tx, List<Judged> accounts) {
        return accounts.isEmpty()
                ? Uni.createFrom().voidItem()
                : tx.preparedQuery("""
                                update account_fact a
                                set dirty = a.dirty and not j.finished,
                                    parked_at = case when not j.finished then a.parked_at end,
                                    parked_because = case when not j.finished then a.parked_because end,
                                    judged_as = j.judged_as, quiet = j.quiet
                                from unnest($1::text[], $2::text[], $3::boolean[], $4::boolean[])
                                     as j (account_id, judged_as, quiet, finished)
                                where a.account_id = j.account_id
                                  and (j.finished and (a.dirty or a.parked_at is not null)
                                       or a.judged_as is distinct from j.judged_as or a.quiet <> j.quiet)
                                """)
                        .execute(Tuple.of(
                                accounts.stream().map(Judged::accountId).toArray(String[]::new),
                                accounts.stream().map(Judged::judgedAs).toArray(String[]::new),
                                accounts.stream().map(Judged::quiet).toArray(Boolean[]::new),
                                accounts.stream().map(Judged::finished).toArray(Boolean[]::new)))
                        .replaceWithVoid();
    }

    /**
     * An account as a pass over all of them sees it.
     *
     * @param attributes packed
     * @param metrics packed
     * @param judgedAs what its flags follow from if nothing else of it needs a look; else null
     */
    public record PassRow(String accountId, byte[] attributes, byte[] metrics, String judgedAs) {}

    /** Has an account judged whatever its outcomes are: its flags were changed otherwise than by judging. */
    public Uni<Void> judgeAnew(SqlClient tx, String accountId) {
        return tx.preparedQuery("""
                        update account_fact
                        set dirty = true, dirty_since = case when dirty then dirty_since else clock_timestamp() end,
                            judged_as = null, causation_id = null, hops = 0
                        where account_id = $1
                        """).execute(Tuple.of(accountId)).replaceWithVoid();
    }

    /** The same for the portfolio. */
    public Uni<Void> judgePortfolioAnew(SqlClient tx) {
        return tx.query("update portfolio set judged_for = ''").execute().replaceWithVoid();
    }

    /** Marks accounts as judged that a look found as they were. */
    public Uni<Void> markLookedAt(SqlClient tx, Collection<String> accountIds) {
        return accountIds.isEmpty()
                ? Uni.createFrom().voidItem()
                : tx.preparedQuery("update account_fact set dirty = false where account_id = any ($1) and dirty")
                        .execute(Tuple.of((Object) accountIds.toArray(String[]::new)))
                        .replaceWithVoid();
    }

    /** Some of the accounts of these partitions that are marked and can be judged. */
    public Uni<List<String>> marked(SqlClient tx, Collection<Integer> partitions, int limit) {
        return tx.preparedQuery("""
                        select account_id from account_fact
                        where dirty and partition = any ($1) and attributes is not null and metrics is not null
                        limit $2
                        """)
                .execute(Tuple.of(Partitions.parameter(partitions), limit))
                .map(rows -> {
                    List<String> found = new ArrayList<>(rows.size());
                    rows.forEach(row -> found.add(row.getString(0)));
                    return found;
                });
    }

    /** These accounts of these partitions, by id. One with a flag that is due has to be judged, whatever its outcomes are. */
    public Uni<List<PassRow>> passRows(SqlClient tx, Collection<Integer> partitions, Collection<String> accountIds) {
        return tx.preparedQuery("""
                        select account_id, attributes_packed, metrics_packed,
                               case when quiet and parked_at is null and account_id not in (
                                        select f.account_id from flag f
                                        where f.partition = any ($1) and f.due_at <= (select business_now()))
                                    then judged_as end
                        from account_fact
                        where account_id = any ($2) and attributes is not null and metrics is not null
                        order by account_id
                        """)
                .execute(Tuple.of(Partitions.parameter(partitions), accountIds.toArray(String[]::new)))
                .map(JudgedStore::passRows);
    }

    /** The accounts of a partition after one, by id; what the flags of one that is marked follow from is not known here. */
    public Uni<List<PassRow>> passRows(SqlClient tx, int partition, String after, int limit) {
        return tx.preparedQuery("""
                        select account_id, attributes_packed, metrics_packed,
                               case when quiet and not dirty and parked_at is null then judged_as end
                        from account_fact
                        where partition = $1 and account_id > $2 and attributes is not null and metrics is not null
                        order by account_id limit $3
                        """)
                .execute(Tuple.of((short) partition, after, limit))
                .map(JudgedStore::passRows);
    }

    private static List<PassRow> passRows(RowSet<Row> rows) {
        List<PassRow> found = new ArrayList<>(rows.size());
        rows.forEach(row -> found.add(new PassRow(
                row.getString(0), row.getBuffer(1).getBytes(), row.getBuffer(2).getBytes(), row.getString(3))));
        return found;
    }
}
