package io.tidewatch.reporting.portfolio;

import io.smallrye.mutiny.Uni;
import io.tidewatch.metric.DayCount;
import io.tidewatch.reporting.portfolio.Portfolio.Arr;
import io.tidewatch.reporting.portfolio.Portfolio.AtRiskAccount;
import io.tidewatch.reporting.portfolio.Portfolio.Cell;
import io.tidewatch.reporting.portfolio.Portfolio.Flag;
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
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.StreamSupport;

/** Reads what is known of a selection of accounts, all of one moment. */
@ApplicationScoped
public class PortfolioReader {

    /** Whether account a belongs to the selection; $1 segment, $2 CSM, null for all. */
    private static final String SELECTED =
            "a.deleted is not true and ($1::text is null or a.segment = $1) and ($2::text is null or lower(a.csm_email) = lower($2))";

    /** An account without a flag, or with one that is UNKNOWN, is not judged in full: it may be at risk, nobody knows. */
    private static final String CELLS = """
            select a.segment, a.csm_email, count(*) as accounts,
                   count(*) filter (where not coalesce(f.at_risk, false) and coalesce(f.unknown, true)) as not_judged
            from account a
            left join (select account_id, bool_or(state = 'RAISED' and level = 'AT_RISK') as at_risk,
                              bool_or(state = 'UNKNOWN') as unknown
                       from flag where question = 'RENEW' and not deleted group by account_id) f on f.account_id = a.id
            where\s""" + SELECTED + " group by 1, 2 order by 1, 2";

    private static final String CURRENCIES = """
            select distinct v.arr_currency as currency
            from account a join account_value v on v.account_id = a.id and not v.deleted
            where v.arr_minor is not null and v.arr_currency is not null and\s""" + SELECTED + " order by 1";

    /** Flags of accounts that account-ingestion has not told of yet count too, without segment and CSM. */
    private static final String AT_RISK =
            """
            select f.account_id, coalesce(nullif(a.name, ''), f.account_id) as name, a.segment, a.csm_email,
                   v.arr_minor, v.arr_currency, v.arr_definition_hash, v.arr_reason,
                   case when v.renewal_on > $3 and (v.renewal_known_through is null or v.renewal_known_through >= $3)
                        then v.renewal_on end as renewal_on,
                   f.threshold_id, f.level, f.question, f.since, coalesce(f.reason, 'rules-engine gave no reason') as reason
            from flag f
            left join account a on a.id = f.account_id
            left join account_value v on v.account_id = f.account_id and not v.deleted
            where f.state = 'RAISED' and f.level = 'AT_RISK' and f.question = 'RENEW' and not f.deleted and\s""" + SELECTED + " order by v.arr_minor desc nulls last, f.account_id, f.since, f.threshold_id";

    private static final String OPEN_RUNS = """
            select r.id, r.account_id, coalesce(nullif(a.name, ''), r.account_id) as account_name, r.playbook, r.owner_email,
                   r.opened_at, r.responded_at, r.acknowledged_at, r.next_step, r.next_due_at
            from run r left join account a on a.id = r.account_id
            where r.state = 'OPEN' and not r.deleted and\s""" + SELECTED + " order by r.next_due_at nulls last, r.opened_at, r.id";

    private final Pool pool;
    private final BusinessTime time;
    private final ReadingProgress progress;

    /** For the container. */
    public PortfolioReader(Pool pool, BusinessTime time, ReadingProgress progress) {
        this.pool = pool;
        this.time = time;
        this.progress = progress;
    }

    /** Everything about the selection, read in one transaction that sees one moment. */
    public Uni<Portfolio> read(Selection selection) {
        return pool.withTransaction(tx -> tx.query("set transaction isolation level repeatable read, read only")
                .execute()
                .flatMap(set -> time.now(tx))
                .flatMap(now -> read(tx, selection, now)));
    }

    private Uni<Portfolio> read(SqlConnection tx, Selection selection, Instant now) {
        LocalDate today = DayCount.dayOf(now);
        Tuple selected = Tuple.of(selection.segment(), selection.csm());
        Tuple selectedToday = Tuple.of(selection.segment(), selection.csm(), today);
        PortfolioParts parts = new PortfolioParts();
        // One after the other: a connection does one thing at a time.
        return progress.read(tx)
                .invoke(freshness -> parts.freshness = freshness)
                .chain(() -> rows(tx, "select count(*) as n from unreadable_change", Tuple.tuple()))
                .invoke(rows -> parts.unreadable = rows.iterator().next().getLong("n"))
                .chain(() -> rows(tx, CELLS, selected))
                .invoke(rows -> parts.cells = list(rows, PortfolioReader::cell))
                .chain(() -> rows(tx, CURRENCIES, selected))
                .invoke(rows -> parts.currencies = list(rows, row -> row.getString("currency")))
                .chain(() -> rows(tx, AT_RISK, selectedToday))
                .invoke(rows -> parts.atRisk = atRisk(rows))
                .chain(() -> rows(tx, OPEN_RUNS, selected))
                .invoke(rows -> parts.openRuns = list(rows, PortfolioReader::run))
                .chain(() -> rows(tx, choices("segment"), Tuple.tuple()))
                .invoke(rows -> parts.segments = list(rows, row -> row.getString("choice")))
                .chain(() -> rows(tx, choices("csm_email"), Tuple.tuple()))
                .invoke(rows -> parts.csms = list(rows, row -> row.getString("choice")))
                .map(rows -> parts.at(now, today));
    }

    /** What is gathered, statement by statement. */
    private static final class PortfolioParts {
        private Map<Provider, Freshness> freshness;
        private long unreadable;
        private List<Cell> cells;
        private List<String> currencies;
        private List<AtRiskAccount> atRisk;
        private List<OpenRun> openRuns;
        private List<String> segments;
        private List<String> csms;

        Portfolio at(Instant now, LocalDate today) {
            return new Portfolio(
                    now, today, freshness, unreadable, cells, currencies, atRisk, openRuns, segments, csms);
        }
    }

    private static Uni<RowSet<Row>> rows(SqlConnection tx, String sql, Tuple parameters) {
        return tx.preparedQuery(sql).execute(parameters);
    }

    private static String choices(String column) {
        return "select distinct " + column + " as choice from account where not deleted and " + column
                + " is not null order by 1 limit 500";
    }

    private static <T> List<T> list(RowSet<Row> rows, Function<Row, T> read) {
        return StreamSupport.stream(rows.spliterator(), false).map(read).toList();
    }

    private static Cell cell(Row row) {
        return new Cell(
                row.getString("segment"),
                row.getString("csm_email"),
                row.getLong("accounts"),
                row.getLong("not_judged"));
    }

    /** One row per account and flag, the rows of an account one after the other. */
    private static List<AtRiskAccount> atRisk(RowSet<Row> rows) {
        Map<String, AtRiskAccount> accounts = new LinkedHashMap<>();
        for (Row row : rows) {
            accounts.computeIfAbsent(row.getString("account_id"), id -> account(id, row))
                    .flags()
                    .add(new Flag(
                            row.getString("threshold_id"),
                            row.getString("level"),
                            row.getString("question"),
                            instant(row, "since"),
                            row.getString("reason")));
        }
        return List.copyOf(accounts.values());
    }

    private static AtRiskAccount account(String id, Row row) {
        return new AtRiskAccount(
                id,
                row.getString("name"),
                row.getString("segment"),
                row.getString("csm_email"),
                new Arr(
                        row.getLong("arr_minor"),
                        row.getString("arr_currency"),
                        row.getString("arr_definition_hash"),
                        row.getString("arr_reason")),
                row.getLocalDate("renewal_on"),
                new ArrayList<>());
    }

    private static OpenRun run(Row row) {
        return new OpenRun(
                row.getUUID("id"),
                row.getString("account_id"),
                row.getString("account_name"),
                row.getString("playbook"),
                row.getString("owner_email"),
                instant(row, "opened_at"),
                instant(row, "responded_at"),
                instant(row, "acknowledged_at"),
                row.getString("next_step"),
                instant(row, "next_due_at"));
    }

    private static Instant instant(Row row, String column) {
        OffsetDateTime value = row.getOffsetDateTime(column);
        return value == null ? null : value.toInstant();
    }
}
