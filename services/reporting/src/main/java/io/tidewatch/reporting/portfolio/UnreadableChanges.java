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
 * Sets aside what cannot be read, so that one odd change does not hold up all others; reports say how many there are,
 * until a newer one of the same thing can be read.
 */
@ApplicationScoped
public class UnreadableChanges {

    private static final Logger LOG = Logger.getLogger(UnreadableChanges.class);

    /** Writes them down in the transaction of the others. */
    Uni<Void> setAside(SqlConnection tx, Provider provider, int partition, List<Unreadable> changes) {
        if (changes.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        changes.forEach(change -> LOG.errorf(
                "A change of %s cannot be read and was set aside: %s %s version %d: %s",
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

    /** What can be read of a thing makes older changes of it, that could not, of no account. */
    Uni<Void> forget(SqlConnection tx, Provider provider, int partition, List<Told> readable) {
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
                        .addArrayOfString(readable.stream().map(Told::type).toArray(String[]::new))
                        .addArrayOfString(readable.stream().map(Told::key).toArray(String[]::new))
                        .addArrayOfLong(readable.stream().map(Told::version).toArray(Long[]::new)))
                .replaceWithVoid();
    }

    /** One change that cannot be read, with the reason in words. */
    record Unreadable(String type, String key, long version, String reason, JsonObject data) {}
}
