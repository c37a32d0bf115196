package io.tidewatch.feed.provider;

import io.smallrye.mutiny.Uni;
import io.tidewatch.feed.Change;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * Appends changes to the feed of this service, in the transaction of the caller.
 *
 * <p><b>Append last.</b> Appending locks the partitions of the changes until the transaction ends; that makes the order of
 * the numbers the order of commit. So it is the last statement before the commit, and a transaction appends once, with
 * all its changes. Hibernate Reactive calls {@code feed_append} as a native query instead.
 */
public final class FeedAppender {

    private static final String APPEND_ALL = """
            select feed_append_all($1::smallint[], $2::text[], $3::text[], $4::bigint[], $5::timestamptz[],
                                   $6::uuid[], $7::smallint[], $8::text[]::jsonb[], $9::text[])
            """;

    private FeedAppender() {}

    /**
     * Appends one change.
     *
     * @param tx     connection on which the transaction of the change is open
     * @param change the change to publish
     */
    public static Uni<Void> append(SqlClient tx, Change change) {
        return append(tx, List.of(change));
    }

    /**
     * Appends many changes in one statement. Changes of one partition keep the order given.
     *
     * @param tx      connection on which the transaction of the changes is open
     * @param changes the changes to publish; nothing happens if empty
     */
    public static Uni<Void> append(SqlClient tx, List<Change> changes) {
        if (changes.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        Tuple values = Tuple.tuple()
                .addArrayOfShort(column(changes, c -> (short) c.partition(), Short[]::new))
                .addArrayOfString(column(changes, Change::type, String[]::new))
                .addArrayOfString(column(changes, Change::key, String[]::new))
                .addArrayOfLong(column(changes, Change::version, Long[]::new))
                .addArrayOfOffsetDateTime(
                        column(changes, c -> c.occurredAt().atOffset(ZoneOffset.UTC), java.time.OffsetDateTime[]::new))
                .addArrayOfUUID(column(changes, Change::causationId, java.util.UUID[]::new))
                .addArrayOfShort(column(changes, c -> (short) c.hops(), Short[]::new))
                .addArrayOfString(column(changes, c -> c.data().toString(), String[]::new))
                .addArrayOfString(column(changes, Change::traceparent, String[]::new));
        return tx.preparedQuery(APPEND_ALL).execute(values).replaceWithVoid();
    }

    private static <T> T[] column(List<Change> changes, Function<Change, T> value, IntFunction<T[]> array) {
        return changes.stream().map(value).toArray(array);
    }
}
