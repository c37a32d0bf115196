package io.tidewatch.ingestion.metric;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.tidewatch.audit.Act;
import io.tidewatch.audit.Action;
import io.tidewatch.audit.AuditLog;
import io.tidewatch.metric.catalogue.Catalogue;
import io.tidewatch.metric.catalogue.CatalogueRefusedException;
import io.tidewatch.problem.ProblemException;
import io.tidewatch.problem.TemporaryFailure;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The catalogues that rules-engine submitted. The values of those that are live are kept up to date. */
@ApplicationScoped
public class CatalogueStore {

    // Values of a catalogue are ready once all accounts were computed since it was handed over. The accounts that wait
    // are counted, by
    // narrow keys: those that have marks, and those that a sweep through all will mark. Their values fill as many pages
    // as there are
    // accounts.
    private static final String PROGRESS = """
            select c.hash, c.state, t.total,
                   case when c.state = 'READY' then t.total else greatest(0, t.total - w.waiting) end as done,
                   extract(epoch from clock_timestamp() - c.computing_since)::float8 as seconds
            from catalogue c
            cross join (select count(*) as total from account) t
            cross join (select (select count(*) from metric_dirty)
                + (select count(*) from account
                   where id > (select min(marked) from metric_sweep where source is null and kind is null and day is null))
                as waiting) w
            where c.hash = $1
            """;

    // The newest catalogue stays as it is. Another live one becomes the newest; only a new or a retired one is
    // computed.
    private static final String KNOWN = """
            select live, live and handed_at = (select max(handed_at) from catalogue where live) as newest
            from catalogue where hash = $1 for update
            """;

    private static final String RENEW = "update catalogue set handed_at = clock_timestamp() where hash = $1";

    private static final String JUDGE_BY = """
            update catalogue set judged_kinds = array(select distinct unnest(judged_kinds || $2))
            where hash = $1 and not $2 <@ judged_kinds
            returning hash
            """;

    private static final String HAND_OVER = """
            insert into catalogue (hash, body, number, state, live, handed_at, computing_since, judged_kinds)
            values ($1, $2, nextval('catalogue_number'), 'COMPUTING', true, clock_timestamp(), clock_timestamp(), $3)
            on conflict (hash) do update
            set handed_at = excluded.handed_at, computing_since = excluded.computing_since, number = excluded.number,
                state = 'COMPUTING', live = true, judged_kinds = excluded.judged_kinds
            where not catalogue.live
            returning hash
            """;

    private static final String RETIRE = """
            update catalogue set live = false
            where live and hash not in (select hash from catalogue where live order by handed_at desc limit $1)
            """;

    private static final String LIVE =
            "select number, hash, judged_kinds from catalogue where live order by number desc";

    private final Pool pool;
    private final MetricConfig config;
    private final AuditLog audit;
    private final ParsedCatalogues parsed = new ParsedCatalogues();

    public CatalogueStore(Pool pool, MetricConfig config, AuditLog audit) {
        this.pool = pool;
        this.config = config;
        this.audit = audit;
    }

    /**
     * How far the values of a catalogue are.
     *
     * @param seconds since they began to be computed
     */
    record Progress(String hash, String state, long done, long total, double seconds) {

        /** Accounts that were computed per second so far; null before the first one and when all are done. */
        Double rate() {
            return state.equals("READY") || done == 0 || seconds <= 0 ? null : Double.valueOf(done / seconds);
        }

        /** Seconds until all are done if the rate stays; null without a rate. */
        Long secondsLeft() {
            Double rate = rate();
            return rate == null ? null : Long.valueOf((long) Math.ceil(Math.max(0, total - done) / rate));
        }
    }

    /** A catalogue whose values are kept up to date; the number rises with every one that is submitted. */
    record Live(long number, EvaluatedCatalogue catalogue, String hash, Set<String> judgedKinds) {

        private boolean isAsIn(Row row) {
            return number == row.getLong("number") && judgedKinds.equals(Set.of(row.getArrayOfStrings("judged_kinds")));
        }
    }

    /** The state of a catalogue; fails with {@code catalogue-not-found}. */
    Uni<Progress> progress(String hash) {
        return pool.preparedQuery(PROGRESS).execute(Tuple.of(hash)).map(rows -> {
            if (rows.rowCount() == 0) {
                throw new ProblemException(
                        MetricProblem.CATALOGUE_NOT_FOUND, "There is no catalogue with the hash " + hash + ".");
            }
            Row row = rows.iterator().next();
            return new Progress(
                    hash, row.getString("state"), row.getLong("done"), row.getLong("total"), row.getDouble("seconds"));
        });
    }

    /**
     * Takes a catalogue. One that is known and not retired is not computed again, and may leave out kinds that a newer one has: going
     * back is always possible, and loses no records.
     *
     * @param files path → text
     * @param judgedKinds the kinds whose records are published with values
     * @return fails with {@code catalogue-not-readable}, {@code catalogue-hash-wrong} or {@code kind-incompatible}
     */
    Uni<Progress> handOver(String hash, Map<String, String> files, List<String> judgedKinds) {
        return Uni.createFrom()
                .item(() -> read(hash, files))
                // It takes seconds.
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                // Those that it is compared with are parsed before the transaction begins, which must not wait.
                .call(() -> live(pool))
                .chain(catalogue -> handOver(catalogue, judgedKinds.toArray(String[]::new)));
    }

    private Uni<Progress> handOver(Catalogue catalogue, String[] judgedKinds) {
        String hash = catalogue.catalogueHash();
        return TemporaryFailure.retried(pool.withTransaction(
                        tx -> tx.preparedQuery(KNOWN).execute(Tuple.of(hash)).chain(rows -> {
                            Row known = rows.rowCount() == 0
                                    ? null
                                    : rows.iterator().next();
                            if (known == null || !known.getBoolean("live")) {
                                return StoredKinds.demandCompatible(tx, catalogue, parsed)
                                        .chain(() -> compute(tx, catalogue, judgedKinds));
                            }
                            return (known.getBoolean("newest")
                                            ? Uni.createFrom().voidItem()
                                            : tx.preparedQuery(RENEW).execute(Tuple.of(hash)))
                                    .chain(() -> judgeBy(tx, hash, judgedKinds));
                        })))
                .chain(() -> progress(hash));
    }

    private static Catalogue read(String hash, Map<String, String> files) {
        try {
            Catalogue catalogue = Catalogue.parse(files);
            if (!catalogue.catalogueHash().equals(hash)) {
                throw new ProblemException(
                        MetricProblem.CATALOGUE_HASH_WRONG,
                        "The SHA-256 of the canonical form of the body is " + catalogue.catalogueHash() + ".");
            }
            return catalogue;
        } catch (CatalogueRefusedException refused) {
            throw new ProblemException(
                    MetricProblem.CATALOGUE_NOT_READABLE,
                    "The body is not a valid catalogue: "
                            + refused.problems().getFirst().describe());
        }
    }

    /** Has records of further kinds published, too; the values of the catalogue stay ready meanwhile. */
    private static Uni<Void> judgeBy(SqlClient tx, String hash, String[] kinds) {
        return tx.preparedQuery(JUDGE_BY)
                .execute(Tuple.of(hash, kinds))
                .chain(rows -> rows.rowCount() == 0
                        ? Uni.createFrom().voidItem()
                        : tx.query("insert into metric_sweep default values")
                                .execute()
                                .replaceWithVoid());
    }

    /** Has all accounts computed; nothing happens when another request has just handed the catalogue over. */
    private Uni<Void> compute(SqlClient tx, Catalogue catalogue, String[] judgedKinds) {
        return tx.preparedQuery(HAND_OVER)
                .execute(Tuple.of(catalogue.catalogueHash(), catalogue.toJson(), judgedKinds))
                .chain(rows -> rows.rowCount() == 0
                        ? Uni.createFrom().voidItem()
                        : tx.preparedQuery(RETIRE)
                                .execute(Tuple.of(config.liveCatalogues()))
                                .chain(() -> tx.query("insert into metric_sweep default values")
                                        .execute())
                                .chain(() -> audit.write(
                                        tx, Act.of(Action.UPLOADED, "catalogue", catalogue.catalogueHash()))));
    }

    /** The live catalogues, the newest first. Their texts are read only when one of them is new here: this is asked for every batch. */
    Uni<List<Live>> live(SqlClient client) {
        return client.query(LIVE).execute().chain(rows -> parsed.of(client, hashes(rows))
                .map(catalogues -> {
                    List<Live> live = new ArrayList<>();
                    rows.forEach(row -> live.add(live(row, catalogues.get(live.size()))));
                    return live;
                }));
    }

    /** Whether {@link #live} would still say the same. */
    Uni<Boolean> areStillLive(SqlClient client, List<Live> live) {
        return client.query(LIVE).execute().map(rows -> {
            Iterator<Live> before = live.iterator();
            boolean same = rows.rowCount() == live.size();
            for (Row row : rows) {
                same = same && before.next().isAsIn(row);
            }
            return same;
        });
    }

    private static Live live(Row row, EvaluatedCatalogue catalogue) {
        return new Live(
                row.getLong("number"), catalogue, row.getString("hash"), Set.of(row.getArrayOfStrings("judged_kinds")));
    }

    static List<String> hashes(RowSet<Row> rows) {
        List<String> hashes = new ArrayList<>();
        rows.forEach(row -> hashes.add(row.getString("hash")));
        return hashes;
    }

    /**
     * The catalogue of that hash, or the one handed over last that is ready.
     *
     * @param hash null for the newest
     * @return fails with {@code catalogue-unknown} or {@code catalogue-not-ready}
     */
    Uni<Live> demand(String hash) {
        return pool.preparedQuery("""
                select number, hash, judged_kinds from catalogue
                where ($1::text is null and state = 'READY' and live) or hash = $1
                order by handed_at desc limit 1
                """).execute(Tuple.of(hash)).chain(rows -> {
            if (rows.rowCount() > 0) {
                Row row = rows.iterator().next();
                return parsed.of(pool, hashes(rows)).map(found -> live(row, found.getFirst()));
            }
            throw hash == null
                    ? new ProblemException(
                            MetricProblem.CATALOGUE_NOT_READY,
                            "No catalogue is ready yet. rules-engine submits one when it starts; try again in a moment.")
                    : new ProblemException(
                            MetricProblem.CATALOGUE_UNKNOWN,
                            "There is no catalogue with the hash \"" + hash
                                    + "\". Omit catalogueHash to use the newest catalogue that is ready.");
        });
    }
}
