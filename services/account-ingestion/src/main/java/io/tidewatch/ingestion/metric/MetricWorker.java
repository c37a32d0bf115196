package io.tidewatch.ingestion.metric;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.tidewatch.feed.Change;
import io.tidewatch.feed.provider.FeedAppender;
import io.tidewatch.metric.MetricDefinition;
import io.tidewatch.time.BusinessTime;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Keeps the values of all accounts up to date. Any number of replicas do so together: each takes marks that nobody has
 * locked, computes, writes, tells and removes the marks in one transaction. No lease is needed, because a mark that was
 * taken and not committed is simply there again. Accounts whose active span began or ended with the day are told, too.
 */
@ApplicationScoped
public class MetricWorker {

    private static final Logger LOG = Logger.getLogger(MetricWorker.class);
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private static final String TAKE = """
            delete from metric_dirty where account_id in (
                select account_id from metric_dirty order by account_id limit $1 for update skip locked)
            returning account_id
            """;

    // The day changes at midnight, and when somebody moves the clock; windows and ages move with it.
    private static final String NEW_DAY = """
            with moved as (update metric_day set day = business_today() where day <> business_today() returning day)
            select mark_dirty(array(select id from account order by id)) from moved
            """;

    private static final String READY = """
            update catalogue c set state = 'READY'
            where c.state = 'COMPUTING' and c.live
              and not exists (select 1 from account a
                              left join account_metrics m on m.account_id = a.id
                              where m.catalogue_number is null or m.catalogue_number < c.number)
            returning c.hash, c.number
            """;

    private final Pool pool;
    private final CatalogueStore catalogues;
    private final BusinessTime time;
    private final ObjectMapper json;
    private final MetricConfig config;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private Thread thread;

    /** For the container. */
    public MetricWorker(
            Pool pool, CatalogueStore catalogues, BusinessTime time, ObjectMapper json, MetricConfig config) {
        this.pool = pool;
        this.catalogues = catalogues;
        this.time = time;
        this.json = json;
        this.config = config;
    }

    void start(@Observes StartupEvent event) {
        if (config.worker()) {
            thread = Thread.ofPlatform().name("metric-worker").start(this::loop);
        }
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stopping.countDown();
        if (thread != null) {
            thread.join(5_000);
        }
    }

    private void loop() {
        try {
            do {
                try {
                    while (stopping.getCount() > 0 && pass().await().atMost(LIMIT) > 0) {
                        // There may be more.
                    }
                } catch (RuntimeException e) {
                    if (stopping.getCount() > 0) {
                        LOG.warnf("Metrics were not computed; the next look does it: %s", e.toString());
                    }
                }
            } while (!stopping.await(config.poll().toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One batch; the answer is how many accounts were computed. */
    private Uni<Integer> pass() {
        return catalogues.live(pool).chain(live -> {
            if (live.isEmpty()) {
                return Uni.createFrom().item(0);
            }
            return pool.query(NEW_DAY)
                    .execute()
                    .chain(() -> pool.withTransaction(tx -> batch(tx, live)))
                    .chain(done -> pool.withTransaction(this::announce).replaceWith(done));
        });
    }

    private Uni<Integer> batch(SqlConnection tx, List<CatalogueStore.Live> live) {
        return tx.preparedQuery(TAKE).execute(Tuple.of(config.batchAccounts())).chain(rows -> {
            List<String> accounts = new ArrayList<>();
            rows.forEach(row -> accounts.add(row.getString(0)));
            if (accounts.isEmpty()) {
                return Uni.createFrom().item(0);
            }
            return time.today(tx)
                    .chain(today -> compute(tx, live, accounts, today))
                    .replaceWith(accounts.size());
        });
    }

    private Uni<Void> compute(
            SqlConnection tx, List<CatalogueStore.Live> live, List<String> accounts, LocalDate today) {
        MetricScope scope = new MetricScope(accounts, today, null, null);
        return MetricComputation.compute(tx, scope, definitions(live))
                .chain(values -> MetricWriting.write(tx, json, accounts, values, today, live.getFirst()))
                .chain(told -> tx.preparedQuery("select tell_computed($1, $2)")
                        .execute(Tuple.tuple()
                                .addArrayOfString(accounts.toArray(String[]::new))
                                .addArrayOfString(told.toArray(String[]::new)))
                        .replaceWithVoid());
    }

    /** Each definition once, however many catalogues have it. */
    private static List<MetricDefinition> definitions(List<CatalogueStore.Live> live) {
        Map<String, MetricDefinition> definitions = new LinkedHashMap<>();
        live.forEach(one -> one.catalogue()
                .tracked()
                .forEach(definition ->
                        definitions.putIfAbsent(definition.id() + "/" + definition.definitionHash(), definition)));
        return List.copyOf(definitions.values());
    }

    /** Says which catalogues have become ready. */
    private Uni<Void> announce(SqlConnection tx) {
        return tx.query(READY).execute().chain(rows -> {
            if (rows.rowCount() == 0) {
                return Uni.createFrom().voidItem();
            }
            return time.now(tx).chain(now -> {
                List<Change> changes = new ArrayList<>();
                rows.forEach(row -> changes.add(Change.ofControl(
                        "catalogue",
                        row.getString("hash"),
                        row.getLong("number"),
                        now,
                        json.createObjectNode()
                                .put("hash", row.getString("hash"))
                                .put("state", "READY"))));
                return FeedAppender.append(tx, changes);
            });
        });
    }
}
