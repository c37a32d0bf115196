package io.tidewatch.reporting.portfolio;

import io.smallrye.mutiny.Uni;
import io.tidewatch.access.ReadPool;
import io.tidewatch.problem.TemporaryFailure;
import io.tidewatch.reporting.portfolio.MembersQuery.Sums;
import io.tidewatch.reporting.portfolio.Portfolio.AtRiskAccount;
import io.tidewatch.reporting.portfolio.Portfolio.Choices;
import io.tidewatch.reporting.portfolio.Portfolio.OpenRun;
import io.tidewatch.time.BusinessTime;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.StreamSupport;

/**
 * Reads what is known of a selection of accounts, all of one moment. Sums are kept while the feeds are read, lists are limited,
 * and the complete lists are read in batches: neither memory nor the time of a report grows with the number of accounts.
 *
 * <p>The database may be a standby. The progress of the feeds is read from it as well, so that a report says how far its data reach.
 */
@ApplicationScoped
public class PortfolioReader {

    private static final int BATCH = 100;
    private static final String NEXT_BATCH = "fetch " + BATCH + " from batches";

    // Each selection needs a plan of its own: one CSM has few accounts, all have many.
    private static final String ONE_MOMENT =
            "set transaction isolation level repeatable read, read only; set local plan_cache_mode = force_custom_plan";

    private static final String FLAGS = """
            select threshold_id, level, question, since, coalesce(reason, 'rules-engine did not give a reason') as reason
            from portfolio_flag where state = 'RAISED' and not deleted
            order by since, threshold_id limit\s""" + Portfolio.MOST_FLAGS;

    private final ReadPool reports;
    private final Pool primary;
    private final BusinessTime time;
    private final ReadingProgress progress;

    public PortfolioReader(ReadPool reports, Pool primary, BusinessTime time, ReadingProgress progress) {
        this.reports = reports;
        this.primary = primary;
        this.time = time;
        this.progress = progress;
    }

    /**
     * Everything about the selection.
     *
     * @param definitions by which values of accounts are read
     * @param today       the day that days to renewals are counted from
     */
    public Uni<Portfolio> read(Selection selection, Definitions definitions, LocalDate today) {
        Function<SqlConnection, Uni<Portfolio>> all =
                tx -> time.now(tx).flatMap(now -> read(tx, selection, definitions, today, now));
        return inOneMoment(reports.get(), all)
                // A standby cancels what stands in the way of its replay, and may do so again.
                .onFailure(TemporaryFailure::isRolledBack)
                .recoverWithUni(() -> inOneMoment(primary, all));
    }

    /** All accounts at risk, the largest ARR first, in batches; each batch is waited for. */
    public Uni<Void> readAllAtRisk(
            Selection selection,
            Definitions definitions,
            LocalDate today,
            Function<List<AtRiskAccount>, Uni<Void>> batches) {
        return readAll(
                AtRiskQuery.SQL,
                AtRiskQuery.parameters(selection, definitions, today, null, null),
                rows -> batches.apply(list(rows, AtRiskQuery::account)));
    }

    /** All open runs, the next due step first, in batches; each batch is waited for. */
    public Uni<Void> readAllOpenRuns(Selection selection, Function<List<OpenRun>, Uni<Void>> batches) {
        return readAll(
                OpenRunQuery.SQL,
                OpenRunQuery.parameters(selection, null),
                rows -> batches.apply(list(rows, OpenRunQuery::run)));
    }

    /** From the primary when a standby is out of date, because a list has no place to say so. */
    private Uni<Void> readAll(String sql, Tuple parameters, Function<RowSet<Row>, Uni<Void>> each) {
        return inOneMoment(reports.get(), tx -> progress.read(tx)
                        .flatMap(freshness -> isFresh(freshness)
                                ? batches(tx, sql, parameters, each).replaceWith(true)
                                : Uni.createFrom().item(false)))
                .flatMap(done -> done
                        ? Uni.createFrom().voidItem()
                        : inOneMoment(primary, tx -> batches(tx, sql, parameters, each)));
    }

    private static boolean isFresh(Map<Provider, Freshness> freshness) {
        return freshness.values().stream().allMatch(each -> each.state() == Freshness.State.FRESH);
    }

    private static <T> Uni<T> inOneMoment(Pool pool, Function<SqlConnection, Uni<T>> work) {
        return pool.withTransaction(tx -> tx.query(ONE_MOMENT).execute().flatMap(set -> work.apply(tx)));
    }

    private Uni<Portfolio> read(
            SqlConnection tx, Selection selection, Definitions definitions, LocalDate today, Instant now) {
        Tuple atRisk = AtRiskQuery.parameters(
                selection, definitions, today, (long) Portfolio.MOST_LISTED, (long) Portfolio.MOST_FLAGS);
        PortfolioParts parts = new PortfolioParts();
        // One after the other: a connection does one thing at a time.
        return progress.read(tx)
                .invoke(freshness -> parts.freshness = freshness)
                .chain(() -> rows(tx, "select count(*) as n from unreadable_change", Tuple.tuple()))
                .invoke(rows -> parts.unreadable = rows.iterator().next().getLong("n"))
                .chain(() -> rows(tx, MembersQuery.sql(), MembersQuery.parameters(selection, definitions)))
                .invoke(rows -> parts.sums = MembersQuery.read(rows))
                .chain(() -> rows(tx, FLAGS, Tuple.tuple()))
                .invoke(rows -> parts.flags = list(rows, PortfolioReader::flag))
                .chain(() -> rows(tx, AtRiskQuery.SQL, atRisk))
                .invoke(rows -> parts.atRisk = list(rows, AtRiskQuery::account))
                .chain(() ->
                        rows(tx, OpenRunQuery.SQL, OpenRunQuery.parameters(selection, (long) Portfolio.MOST_LISTED)))
                .invoke(rows -> parts.openRuns = list(rows, OpenRunQuery::run))
                .chain(() -> rows(tx, OpenRunQuery.COUNT, Tuple.of(selection.segment(), selection.csm())))
                .invoke(rows -> parts.runs = rows.iterator().next().getLong("runs"))
                .chain(() -> rows(tx, choices("segment"), Tuple.tuple()))
                .invoke(rows -> parts.segments = list(rows, row -> row.getString("choice")))
                .chain(() -> rows(tx, choices("csm"), Tuple.tuple()))
                .invoke(rows -> parts.csms = list(rows, row -> row.getString("choice")))
                .map(rows -> parts.at(now));
    }

    /** What is gathered, statement by statement. */
    private static final class PortfolioParts {
        private Map<Provider, Freshness> freshness;
        private long unreadable;
        private Sums sums;
        private List<Portfolio.Flag> flags;
        private List<AtRiskAccount> atRisk;
        private List<OpenRun> openRuns;
        private long runs;
        private List<String> segments;
        private List<String> csms;

        Portfolio at(Instant now) {
            return new Portfolio(
                    now,
                    freshness,
                    unreadable,
                    sums.all(),
                    sums.segments(),
                    sums.csms(),
                    sums.currencies(),
                    flags,
                    atRisk,
                    openRuns,
                    runs,
                    new Choices(segments, csms));
        }
    }

    private static Portfolio.Flag flag(Row row) {
        return new Portfolio.Flag(
                row.getString("threshold_id"),
                row.getString("level"),
                row.getString("question"),
                row.getOffsetDateTime("since").toInstant(),
                row.getString("reason"));
    }

    private static Uni<RowSet<Row>> rows(SqlConnection tx, String sql, Tuple parameters) {
        return tx.preparedQuery(sql).execute(parameters);
    }

    /** With a cursor of SQL: behind a pooler in transaction mode, those of the client fail. */
    private static Uni<Void> batches(
            SqlConnection tx, String sql, Tuple parameters, Function<RowSet<Row>, Uni<Void>> each) {
        return tx.preparedQuery("declare batches no scroll cursor for " + sql)
                .execute(parameters)
                .chain(() -> rest(tx, each));
    }

    private static Uni<Void> rest(SqlConnection tx, Function<RowSet<Row>, Uni<Void>> each) {
        return Uni.createFrom()
                .deferred(() -> tx.query(NEXT_BATCH).execute())
                .flatMap(rows -> each.apply(rows).replaceWith(rows.size() == BATCH))
                .repeat()
                .whilst(more -> more)
                .collect()
                .last()
                .replaceWithVoid();
    }

    private static String choices(String column) {
        return "select distinct " + column
                + " as choice from portfolio_sum where definition_hash = '' and published and " + column
                + " <> '' order by 1 limit 500";
    }

    private static <T> List<T> list(RowSet<Row> rows, Function<Row, T> read) {
        return StreamSupport.stream(rows.spliterator(), false).map(read).toList();
    }
}
