package io.tidewatch.feed.consumer;

import io.smallrye.mutiny.Uni;
import io.tidewatch.feed.Envelope;
import io.tidewatch.feed.SnapshotItem;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.List;
import java.util.function.BiFunction;

/**
 * A consumer's effect: keeps a copy of the provider's rows (table {@code mirror}, newest version wins), and counts every
 * change in a table where applying twice shows (table {@code counted}).
 */
final class Mirror implements FeedHandler {

    static final String TABLES = """
            create table source (partition smallint, key text, version bigint, deleted boolean default false,
                                 data jsonb, primary key (partition, key));
            create table mirror (partition smallint, key text, version bigint, deleted boolean, primary key (partition, key));
            create table counted (partition smallint, key text, version bigint, at timestamptz default clock_timestamp());
            """;

    /** Called after the effect, before the commit; a failure of what it returns rolls back. */
    private volatile BiFunction<SqlConnection, List<Envelope>, Uni<Void>> afterEffect =
            (tx, changes) -> Uni.createFrom().voidItem();

    volatile int resets;
    volatile int firstStarts;

    void afterEffect(BiFunction<SqlConnection, List<Envelope>, Uni<Void>> action) {
        afterEffect = action;
    }

    @Override
    public Uni<Void> apply(SqlConnection tx, int partition, List<Envelope> changes) {
        return OneByOne.each(changes, c -> put(
                                tx,
                                partition,
                                c.key(),
                                c.version(),
                                c.data().path("deleted").asBoolean())
                        .chain(() -> tx.preparedQuery(
                                        "insert into counted (partition, key, version) values ($1, $2, $3)")
                                .execute(Tuple.of((short) partition, c.key(), c.version()))
                                .replaceWithVoid()))
                .chain(() -> afterEffect.apply(tx, changes));
    }

    @Override
    public Uni<Void> applySnapshot(SqlConnection tx, int partition, List<SnapshotItem> items) {
        return OneByOne.each(items, i -> put(tx, partition, i.key(), i.version(), i.deleted()));
    }

    @Override
    public Uni<Void> beginSnapshot(SqlConnection tx, int partition, boolean reset) {
        if (!reset) {
            firstStarts++;
            return Uni.createFrom().voidItem();
        }
        resets++;
        return tx.preparedQuery("delete from mirror where partition = $1")
                .execute(Tuple.of((short) partition))
                .replaceWithVoid();
    }

    private static Uni<Void> put(SqlConnection tx, int partition, String key, long version, boolean deleted) {
        return tx.preparedQuery("""
                        insert into mirror values ($1, $2, $3, $4)
                        on conflict (partition, key) do update set version = excluded.version, deleted = excluded.deleted
                        where mirror.version < excluded.version
                        """)
                .execute(Tuple.of((short) partition, key, version, deleted))
                .replaceWithVoid();
    }
}
