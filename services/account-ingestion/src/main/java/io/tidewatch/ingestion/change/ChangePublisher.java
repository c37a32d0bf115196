package io.tidewatch.ingestion.change;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.Collection;

/**
 * The last statements of every transaction that changes records: lock what is going to be published, mark for the metrics,
 * publish. In this order everywhere, so that no two transactions wait for each other.
 */
public final class ChangePublisher {

    private ChangePublisher() {}

    /**
     * Has the marks and changes of this transaction belong to a trace. To be called before they are made.
     *
     * @param traceparent null for none; then nothing happens
     */
    public static Uni<Void> trace(SqlClient tx, String traceparent) {
        return traceparent == null
                ? Uni.createFrom().voidItem()
                : tx.preparedQuery("select set_config('tidewatch.traceparent', $1, true)")
                        .execute(Tuple.of(traceparent))
                        .replaceWithVoid();
    }

    /**
     * Locks what {@link #publish} is going to publish. Must be called before any mark is made: a transaction that holds a
     * mark waits for nothing but the feed.
     *
     * @param accounts as for {@link #publish}
     * @param touchpoints as for {@link #publish}
     * @param contacts as for {@link #publish}
     */
    public static Uni<Void> lock(
            SqlClient tx, Collection<String> accounts, Collection<String> touchpoints, Collection<String> contacts) {
        return call(tx, "select lock_published($1, $2, $3)", accounts, touchpoints, contacts);
    }

    /** Has all values of these accounts computed again; without accounts nothing happens. */
    public static Uni<Void> markDirty(SqlClient tx, Collection<String> accounts) {
        return markDirty(tx, accounts, null);
    }

    /**
     * Has the values of these accounts computed again that read records of a kind.
     *
     * @param kind name of a built-in or declared kind; null for all values
     */
    public static Uni<Void> markDirty(SqlClient tx, Collection<String> accounts, String kind) {
        return accounts.isEmpty()
                ? Uni.createFrom().voidItem()
                : tx.preparedQuery("select mark_dirty($1, $2)")
                        .execute(Tuple.tuple()
                                .addArrayOfString(array(accounts))
                                .addArrayOfString(kind == null ? null : new String[] {kind}))
                        .replaceWithVoid();
    }

    /**
     * Appends to the feed, each account and touchpoint once. Must be the last statement of the transaction.
     *
     * @param accounts ids of accounts that changed, with their contacts and contract periods
     * @param touchpoints ids of touchpoints that changed
     * @param contacts ids of contacts whose touchpoints may count differently now
     */
    public static Uni<Void> publish(
            SqlClient tx, Collection<String> accounts, Collection<String> touchpoints, Collection<String> contacts) {
        return call(tx, "select publish_changes($1, $2, $3)", accounts, touchpoints, contacts);
    }

    private static Uni<Void> call(
            SqlClient tx,
            String sql,
            Collection<String> accounts,
            Collection<String> touchpoints,
            Collection<String> contacts) {
        if (accounts.isEmpty() && touchpoints.isEmpty() && contacts.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return tx.preparedQuery(sql)
                .execute(Tuple.tuple()
                        .addArrayOfString(array(accounts))
                        .addArrayOfString(array(touchpoints))
                        .addArrayOfString(array(contacts)))
                .replaceWithVoid();
    }

    private static String[] array(Collection<String> ids) {
        return ids.stream().distinct().sorted().toArray(String[]::new);
    }
}
