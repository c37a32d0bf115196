package io.tidewatch.reporting.portfolio;

import io.smallrye.mutiny.Uni;
import io.tidewatch.feed.Partitions;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.OffsetDateTime;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** How far each provider's feed has been read: whether the first reading is complete, and when everything had been read. */
@ApplicationScoped
public class ReadingProgress {

    private final Pool pool;
    private final PortfolioConfig config;

    public ReadingProgress(Pool pool, PortfolioConfig config) {
        this.pool = pool;
        this.config = config;
    }

    /**
     * A reading from the start begins; after a reset the old rows are deleted, because their versions may be newer than those to
     * come. The progress is written first: no transaction waits for it while it holds the sums.
     */
    Uni<Void> begin(SqlConnection tx, Provider provider, int partition, boolean reset) {
        Uni<Void> begun = tx.preparedQuery("""
                        insert into reading_progress (provider, partition, complete) values ($1, $2, false)
                        on conflict (provider, partition) do update set complete = false, caught_up_at = null, caught_up_at_business = null""")
                .execute(Tuple.of(provider.service(), (short) partition))
                .replaceWithVoid();
        if (reset) {
            for (String table : provider.tables()) {
                begun = begun.flatMap(done -> tx.preparedQuery("delete from " + table + " where partition = $1")
                        .execute(Tuple.of((short) partition))
                        .replaceWithVoid());
            }
        }
        return begun;
    }

    /** The reading from the start has ended. */
    Uni<Void> end(SqlConnection tx, Provider provider, int partition) {
        return tx.preparedQuery("""
                        update reading_progress set complete = true, caught_up_at = clock_timestamp(), caught_up_at_business = business_now()
                        where provider = $1 and partition = $2""")
                .execute(Tuple.of(provider.service(), (short) partition))
                .replaceWithVoid();
    }

    /** Stores that everything of these partitions has been read now. */
    Uni<Void> noteCaughtUp(Provider provider, List<Integer> partitions) {
        if (partitions.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        Short[] wanted = partitions.stream().map(Integer::shortValue).toArray(Short[]::new);
        return pool.preparedQuery("""
                        update reading_progress set caught_up_at = clock_timestamp(), caught_up_at_business = business_now()
                        where provider = $1 and partition = any($2) and complete""")
                .execute(Tuple.of(provider.service(), wanted))
                .replaceWithVoid();
    }

    /** How up to date each provider's data are, read on this connection. */
    Uni<Map<Provider, Freshness>> read(SqlClient client) {
        return client.preparedQuery("""
                        select provider, count(*) filter (where complete) as complete, min(caught_up_at_business) as up_to,
                               min(caught_up_at) < clock_timestamp() - make_interval(secs => $2) as stale
                        from reading_progress where partition < $1 group by provider""")
                .execute(Tuple.of((short) Partitions.ACCOUNTS, (double)
                        config.staleAfter().toSeconds()))
                .map(rows -> {
                    Map<Provider, Freshness> read = new EnumMap<>(Provider.class);
                    for (Provider provider : Provider.values()) {
                        read.put(provider, new Freshness(provider, Freshness.State.LOADING, null));
                    }
                    for (Row row : rows) {
                        for (Provider provider : Provider.values()) {
                            if (provider.service().equals(row.getString("provider"))) {
                                read.put(provider, freshness(provider, row));
                            }
                        }
                    }
                    return read;
                });
    }

    private static Freshness freshness(Provider provider, Row row) {
        if (row.getLong("complete") < Partitions.ACCOUNTS) {
            return new Freshness(provider, Freshness.State.LOADING, null);
        }
        OffsetDateTime upTo = row.getOffsetDateTime("up_to");
        boolean stale = upTo == null || Boolean.TRUE.equals(row.getBoolean("stale"));
        return new Freshness(
                provider,
                stale ? Freshness.State.STALE : Freshness.State.FRESH,
                upTo == null ? null : upTo.toInstant());
    }
}
