package io.tidewatch.ingestion.metric;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.tidewatch.access.Roles;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * Counts which metrics are asked for, by role of the caller and not by person. Counts are kept in memory and stored every few
 * seconds, so that a question costs no write; a crash loses those of the last seconds.
 */
@ApplicationScoped
public class MetricUses {

    private static final Logger LOG = Logger.getLogger(MetricUses.class);
    private static final Duration PERIOD = Duration.ofSeconds(10);
    private static final Duration LIMIT = Duration.ofSeconds(5);

    /** Tokens may name others, which mean nothing here. */
    private static final Set<String> ROLES =
            Set.of(Roles.CSM, Roles.CS_LEADER, Roles.SALES, Roles.EXECUTIVE, Roles.ANALYST, Roles.ADMIN, Roles.SERVICE);

    // In one order, as several replicas may store the same counts.
    private static final String ADD = """
            insert into metric_use as m (day, metric_id, role, times)
            select business_today(), u.metric_id, u.role, u.times from unnest($1::text[], $2::text[], $3::bigint[])
                as u (metric_id, role, times)
            order by u.metric_id, u.role
            on conflict (day, metric_id, role) do update set times = m.times + excluded.times
            """;

    private static final String READ = """
            select metric_id, role, sum(times)::bigint as times, max(day) as last_day from metric_use
            where day between $1 and $2 group by metric_id, role order by metric_id, role
            """;

    private final Pool pool;
    /** Metrics of catalogues by the fixed roles: bounded by these. */
    private final Map<Key, Long> counts = new ConcurrentHashMap<>();

    private Cancellable storing;

    public MetricUses(Pool pool) {
        this.pool = pool;
    }

    /** How many queries asked for a metric in a role, and the last day on which one did. */
    record Use(String metric, String role, long times, LocalDate lastDay) {}

    private record Key(String metric, String role) {}

    void start(@Observes StartupEvent event) {
        storing = Multi.createFrom()
                .ticks()
                .every(PERIOD)
                .onOverflow()
                .drop()
                .onItem()
                .transformToUniAndConcatenate(tick -> store())
                .subscribe()
                .with(done -> {});
    }

    void stop(@Observes ShutdownEvent event) {
        storing.cancel();
        store().await().atMost(LIMIT);
    }

    /** Counts an answered question. */
    void count(Collection<String> metrics, Set<String> roles) {
        for (String metric : metrics) {
            for (String role : roles) {
                if (ROLES.contains(role)) {
                    counts.merge(new Key(metric, role), 1L, Long::sum);
                }
            }
        }
    }

    /** Stores what was counted since the last time; counts stay for the next time when the database fails. */
    Uni<Void> store() {
        List<String> metrics = new ArrayList<>();
        List<String> roles = new ArrayList<>();
        List<Long> times = new ArrayList<>();
        for (Key key : List.copyOf(counts.keySet())) {
            Long count = counts.remove(key);
            if (count != null) {
                metrics.add(key.metric());
                roles.add(key.role());
                times.add(count);
            }
        }
        if (metrics.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return pool.preparedQuery(ADD)
                .execute(Tuple.tuple()
                        .addArrayOfString(metrics.toArray(String[]::new))
                        .addArrayOfString(roles.toArray(String[]::new))
                        .addArrayOfLong(times.toArray(Long[]::new)))
                .replaceWithVoid()
                .onFailure()
                .recoverWithItem(failure -> {
                    LOG.warnf("Failed to store which metrics were asked for, will retry: %s", failure.toString());
                    for (int i = 0; i < metrics.size(); i++) {
                        counts.merge(new Key(metrics.get(i), roles.get(i)), times.get(i), Long::sum);
                    }
                    return null;
                });
    }

    /** What was asked for between two days, both included. */
    Uni<List<Use>> between(LocalDate from, LocalDate through) {
        return pool.preparedQuery(READ).execute(Tuple.of(from, through)).map(rows -> {
            List<Use> uses = new ArrayList<>();
            rows.forEach(row -> uses.add(new Use(
                    row.getString("metric_id"),
                    row.getString("role"),
                    row.getLong("times"),
                    row.getLocalDate("last_day"))));
            return uses;
        });
    }
}
