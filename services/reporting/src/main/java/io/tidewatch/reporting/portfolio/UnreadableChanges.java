package io.tidewatch.reporting.portfolio;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Arrays;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Sets aside changes that could not be read, so that one of them does not block all others. Reports say how many there are,
 * until a newer version of the same entity is read.
 */
@ApplicationScoped
public class UnreadableChanges {

    private static final Logger LOG = Logger.getLogger(UnreadableChanges.class);

    /** Stores them in the transaction of the others. */
    Uni<Void> setAside(SqlConnection tx, Provider provider, int partition, List<Unreadable> changes) {
        if (changes.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        changes.forEach(change -> LOG.errorf(
                "Set aside a change of %s that could not be read: %s %s version %d: %s",
                provider.service(), change.type(), change.key(), change.version(), change.reason()));
        return tx.preparedQuery("""
                        insert into unreadable_change (provider, partition, type, key, version, reason, data)
                        values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing""")
                .executeBatch(changes.stream()
                        .map(change -> Tuple.tuple(Arrays.asList(
                                provider.service(),
                                (short) partition,
                                change.type(),
                                change.key(),
                                change.version(),
                                change.reason(),
                                change.data())))
                        .toList())
                .replaceWithVoid();
    }

    /** Deletes unreadable changes where a newer version of the same entity was read. */
    Uni<Void> forget(SqlConnection tx, Provider provider, int partition, List<FeedItem> readable) {
        if (readable.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return tx.preparedQuery("""
                        delete from unreadable_change u
                        using unnest($3::text[], $4::text[], $5::bigint[]) as newer (type, key, version)
                        where u.provider = $1 and u.partition = $2 and u.type = newer.type and u.key = newer.key
                          and u.version < newer.version""")
                .execute(Tuple.tuple()
                        .addString(provider.service())
                        .addShort((short) partition)
                        .addArrayOfString(readable.stream().map(FeedItem::type).toArray(String[]::new))
                        .addArrayOfString(readable.stream().map(FeedItem::key).toArray(String[]::new))
                        .addArrayOfLong(readable.stream().map(FeedItem::version).toArray(Long[]::new)))
                .replaceWithVoid();
    }

    /** One change that could not be read, with the reason in words. */
    record Unreadable(String type, String key, long version, String reason, JsonObject data) {}
}
