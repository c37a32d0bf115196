package io.tidewatch.ingestion.metric;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.tidewatch.feed.Change;
import io.tidewatch.feed.provider.FeedAppender;
import io.tidewatch.feed.trace.TracedWork;
import io.tidewatch.ingestion.change.ChangePublisher;
import io.tidewatch.ingestion.change.NewMarks;
import io.tidewatch.ingestion.history.Histories;
import io.tidewatch.ingestion.history.UsageReading;
import io.tidewatch.ingestion.values.MetricSlots;
import io.tidewatch.ingestion.values.PublishedValues;
import io.tidewatch.ingestion.values.StoredRow;
import io.tidewatch.ingestion.values.ValueRows;
import io.tidewatch.time.BusinessTime;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/**
 * Keeps the values of all accounts up to date. Any number of replicas do so together: each takes marks that no other one
 * has locked, computes, writes, publishes and removes the marks in one transaction. No lease is needed: a mark whose
 * transaction was rolled back is still there. What concerns many accounts marks them in chunks, in the same way.
 */
@ApplicationScoped
public class MetricWorker {

    private static final Logger LOG = Logger.getLogger(MetricWorker.class);
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int LOOKED_AT_TOGETHER = 1_000;
    private static final int OF_WHICH_ONE_MARKS = 10;

    // The marks are chosen once: a subquery of the deletion can run per row, and then take the next ones each time.
    private static final String TAKE = """
            with taken as (select account_id from metric_dirty order by account_id limit $1 for update skip locked)
            delete from metric_dirty d using taken t where d.account_id = t.account_id
            returning d.account_id, d.kinds, d.traceparent
            """;

    // The day changes at midnight, and when the clock is moved; windows move with it.
    private static final String NEW_DAY = """
            with moved as (update metric_day set day = business_today() where day <> business_today() returning day)
            insert into metric_sweep (day) select day from moved
            """;

    private static final String SWEEP =
            "select id, source, kind, day, marked, traceparent from metric_sweep order by id limit 1 for update skip locked";

    private static final String ACCOUNTS =
            "select a.id, true as chosen from account a where a.id > $1 order by a.id limit $2";

    private static final String ACCOUNTS_OF_SOURCE = """
            select a.id, a.source = 'api' or exists (
                       select 1 from account_source l where l.account_id = a.id and l.source = $3) as chosen
            from (select id, source from account where id > $1 order by id limit $2) a
            order by a.id
            """;

    // Those that wait for the day, and those computed for a later one: the clock was moved back. What another replica
    // computes now may be of what was known before.
    private static final String ACCOUNTS_DUE = """
            select a.id, coalesce(v.next_change_at <= $3 or v.as_of > $3, false) or d.account_id is not null as chosen
            from (select id from account where id > $1 order by id limit $2) a
            left join account_values v on v.account_id = a.id
            left join metric_dirty d on d.account_id = a.id
            order by a.id
            """;

    // An account without values has a mark, which is deleted in the transaction that stores them: so only marked
    // accounts are looked
    // at, one after the other by their keys.
    private static final String READY = """
            update catalogue c set state = 'READY'
            where c.state = 'COMPUTING' and c.live
              and not exists (select 1 from metric_sweep)
              and not exists (select 1 from account_values m where m.catalogue_number < c.number)
              and not exists (select 1 from metric_dirty d
                              where (select m.account_id from account_values m where m.account_id = d.account_id) is null)
            returning c.hash, c.number
            """;

    private final Pool pool;
    private final CatalogueStore catalogues;
    private final MetricSlots slots;
    private final PublishedValues published;
    private final ValueCheck check;
    private final BusinessTime time;
    private final ObjectMapper json;
    private final MetricConfig config;
    private final NewMarks marks;
    private final AtomicInteger passes = new AtomicInteger();
    private final List<Thread> lanes = new ArrayList<>();
    private volatile boolean stopping;

    public MetricWorker(
            Pool pool,
            CatalogueStore catalogues,
            MetricSlots slots,
            PublishedValues published,
            ValueCheck check,
            BusinessTime time,
            ObjectMapper json,
            MetricConfig config,
            NewMarks marks) {
        this.pool = pool;
        this.catalogues = catalogues;
        this.slots = slots;
        this.published = published;
        this.check = check;
        this.time = time;
        this.json = json;
        this.config = config;
        this.marks = marks;
    }

    void start(@Observes StartupEvent event) {
        for (int lane = 1; config.worker() && lane <= config.lanes(); lane++) {
            lanes.add(Thread.ofPlatform().name("metric-worker-" + lane).start(this::loop));
        }
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stopping = true;
        marks.added();
        for (Thread lane : lanes) {
            lane.join(5_000);
        }
    }

    private void loop() {
        try {
            while (!stopping) {
                try {
                    while (!stopping && pass().await().atMost(LIMIT) > 0) {
                        // There may be more.
                    }
                } catch (RuntimeException e) {
                    if (!stopping) {
                        LOG.warnf("Failed to compute metrics, will retry: %s", e.toString());
                    }
                }
                marks.await(config.poll());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            // The other lanes stop, too.
            marks.added();
        }
    }

    /**
     * One batch of values, or one chunk of marks; the answer is how many accounts it had. Marks that there are come first: so what
     * changed in one account does not wait for a sweep through all of them. A sweep goes on all the same while there are always more.
     */
    private Uni<Integer> pass() {
        return catalogues.live(pool).chain(live -> {
            if (live.isEmpty()) {
                return Uni.createFrom().item(0);
            }
            return CurrentValues.of(slots, live).chain(values -> usageReading()
                    .chain(usage -> pool.withTransaction(tx ->
                                    tx.query(Histories.BY_INDEX).execute().chain(() -> batch(tx, live, values, usage)))
                            .onFailure(OtherCatalogues.class)
                            .recoverWithItem(1))
                    .chain(done -> done == config.batchAccounts() && passes.incrementAndGet() % OF_WHICH_ONE_MARKS > 0
                            ? Uni.createFrom().item(done)
                            : pool.query(NEW_DAY)
                                    .execute()
                                    .chain(() -> pool.withTransaction(MetricWorker::mark))
                                    .chain(marked -> done + marked > 0
                                            ? Uni.createFrom().item(done + marked)
                                            : check.next(live.getFirst(), values))
                                    .chain(any ->
                                            pool.withTransaction(this::announce).replaceWith(any))));
        });
    }

    /** In a transaction of its own, which ends before the histories are read. */
    private Uni<UsageReading> usageReading() {
        return pool.query("select last_ended_usage_batch()")
                .execute()
                .map(rows -> UsageReading.packing(rows.iterator().next().getInteger(0)));
    }

    /** Marks the next accounts of the oldest sweep; 0 when there is none. */
    private static Uni<Integer> mark(SqlConnection tx) {
        return tx.query(SWEEP).execute().chain(rows -> {
            if (rows.rowCount() == 0) {
                return Uni.createFrom().item(0);
            }
            Row sweep = rows.iterator().next();
            String kind = sweep.getString("kind");
            return accounts(tx, sweep).chain(chunk -> {
                Uni<?> moved = chunk.last() == null
                        ? tx.preparedQuery("delete from metric_sweep where id = $1")
                                .execute(Tuple.of(sweep.getLong("id")))
                        : tx.preparedQuery("update metric_sweep set marked = $2 where id = $1")
                                .execute(Tuple.of(sweep.getLong("id"), chunk.last()));
                return moved.chain(() -> ChangePublisher.trace(tx, sweep.getString("traceparent")))
                        .chain(() -> ChangePublisher.markDirty(tx, chunk.chosen(), kind))
                        .replaceWith(chunk.chosen().size() + 1);
            });
        });
    }

    private static Uni<AccountChunk> accounts(SqlConnection tx, Row sweep) {
        Tuple parameters = Tuple.tuple().addString(sweep.getString("marked")).addInteger(LOOKED_AT_TOGETHER);
        String source = sweep.getString("source");
        LocalDate day = sweep.getLocalDate("day");
        String accounts = ACCOUNTS;
        if (day != null) {
            accounts = ACCOUNTS_DUE;
            parameters.addLocalDate(day);
        } else if (source != null) {
            accounts = ACCOUNTS_OF_SOURCE;
            parameters.addString(source);
        }
        return tx.preparedQuery(accounts).execute(parameters).map(rows -> AccountChunk.of(rows, LOOKED_AT_TOGETHER));
    }

    private Uni<Integer> batch(
            SqlConnection tx, List<CatalogueStore.Live> live, CurrentValues values, UsageReading usage) {
        return tx.preparedQuery(TAKE).execute(Tuple.of(config.batchAccounts())).chain(rows -> {
            SortedMap<String, Set<String>> changed = new TreeMap<>();
            Map<String, String> traces = new HashMap<>();
            rows.forEach(row -> {
                traces.put(row.getString("account_id"), row.getString("traceparent"));
                String[] kinds = row.getArrayOfStrings("kinds");
                changed.put(row.getString("account_id"), kinds == null ? null : Set.of(kinds));
            });
            return changed.isEmpty()
                    ? Uni.createFrom().item(0)
                    : demandLive(tx, live)
                            .chain(() -> time.today(tx))
                            .chain(today -> TracedWork.of("compute metrics", traces, traced -> compute(
                                            tx, live.getFirst(), values, changed, today, usage)
                                    .chain(publish -> published.append(
                                            tx, publish, account -> traced.after(traces.get(account))))))
                            .replaceWith(changed.size());
        });
    }

    /**
     * Fails unless these catalogues are live still. The marks taken may be those of a catalogue handed over since: without its values
     * they would be gone, and it would never be ready. The transaction ends, and the next batch takes them.
     */
    private Uni<Void> demandLive(SqlConnection tx, List<CatalogueStore.Live> live) {
        return catalogues
                .areStillLive(tx, live)
                .invoke(still -> {
                    if (!still) {
                        throw new OtherCatalogues();
                    }
                })
                .replaceWithVoid();
    }

    /** Catalogues were handed over or retired, or judge by further kinds, since the batch began. */
    private static final class OtherCatalogues extends RuntimeException {}

    private static Uni<List<StoredRow>> compute(
            SqlConnection tx,
            CatalogueStore.Live newest,
            CurrentValues values,
            SortedMap<String, Set<String>> changed,
            LocalDate today,
            UsageReading usage) {
        return ValueRows.read(tx, changed.keySet()).chain(before -> values.rows(tx, today, changed, before, usage)
                .chain(rows -> ValueRows.write(tx, rows, before, newest.number(), newest.hash())));
    }

    /** Publishes which catalogues have become ready. */
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
