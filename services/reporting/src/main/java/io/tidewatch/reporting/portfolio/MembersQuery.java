package io.tidewatch.reporting.portfolio;

import io.tidewatch.reporting.portfolio.Portfolio.Members;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The sums over all accounts of a selection, by segment and by CSM, in one statement that adds up the sums which
 * {@link PortfolioSums} keeps: sums of groups equal the sum of all, because all are sums of the same rows.
 */
final class MembersQuery {

    private static final int SEGMENTS = 1;
    private static final int CSMS = 2;
    private static final int ALL = 3;

    /** $3 is the definition of ARR, $4 how many groups stand alone. Rows of known ARR stand beside those of all accounts. */
    private static final String SQL = """
            with counted as (
                select s.segment, s.csm, s.published, s.standing, s.definition_hash <> '' as arr_known, s.currency, s.accounts, s.minor
                from portfolio_sum s
                where s.definition_hash in ('', $3) and s.standing <> 'NOT_COUNTED' and %s),
            part as (
                select grouping(segment, csm) as dimension,
                       case grouping(segment, csm) when 1 then segment when 2 then csm else '' end as key,
                       standing, arr_known, currency,
                       sum(accounts) as members, sum(accounts) filter (where published) as accounts, sum(minor) as minor
                from counted
                group by grouping sets (
                    (standing, arr_known, currency), (segment, standing, arr_known, currency), (csm, standing, arr_known, currency))),
            sized as (
                select *, max(minor) filter (where standing = 'AT_RISK' and arr_known) over (partition by dimension, key) as largest
                from part),
            ranked as (
                select *, dense_rank() over (partition by dimension order by key <> '', largest desc nulls last, key) as place
                from sized)
            select dimension, case when place <= $4 then key end as key, max(place) as place, standing, arr_known, currency,
                   sum(members)::bigint as members, coalesce(sum(accounts), 0)::bigint as accounts, sum(minor) as minor
            from ranked
            group by 1, 2, standing, arr_known, currency""".formatted(Selected.SHARE);

    private MembersQuery() {}

    static String sql() {
        return SQL;
    }

    static Tuple parameters(Selection selection, Definitions definitions) {
        return Tuple.of(selection.segment(), selection.csm(), definitions.arr(), Long.valueOf(Portfolio.MOST_GROUPS));
    }

    /** The answer of the statement. */
    record Sums(Members all, List<Members> segments, List<Members> csms, List<String> currencies) {}

    static Sums read(RowSet<Row> rows) {
        Map<Integer, Map<String, Adding>> dimensions =
                Map.of(ALL, new LinkedHashMap<>(), SEGMENTS, new LinkedHashMap<>(), CSMS, new LinkedHashMap<>());
        SortedSet<String> currencies = new TreeSet<>();
        for (Row row : rows) {
            String key = row.getString("key");
            dimensions
                    .get(row.getInteger("dimension"))
                    .computeIfAbsent(key, Adding::new)
                    .add(row);
            if (!row.getString("currency").isEmpty()) {
                currencies.add(row.getString("currency"));
            }
        }
        return new Sums(
                dimensions.get(ALL).getOrDefault("", new Adding("")).members(),
                members(dimensions.get(SEGMENTS).values()),
                members(dimensions.get(CSMS).values()),
                List.copyOf(currencies));
    }

    private static List<Members> members(Collection<Adding> groups) {
        return groups.stream().map(Adding::members).toList();
    }

    /** Adds up the rows of one group. */
    private static final class Adding {

        private final String key;
        private final SortedMap<String, BigDecimal> arrAtRisk = new TreeMap<>();
        private final SortedMap<String, BigDecimal> arrNotJudged = new TreeMap<>();
        private long lastPlace;
        private long accounts;
        private long atRisk;
        private long notJudged;
        private long arrUnknown;

        Adding(String key) {
            this.key = key;
        }

        void add(Row row) {
            lastPlace = Math.max(lastPlace, row.getLong("place"));
            boolean arrKnown = row.getBoolean("arr_known");
            // An account whose ARR is known is in two rows.
            long members = arrKnown ? 0 : row.getLong("members");
            accounts += arrKnown ? 0 : row.getLong("accounts");
            switch (row.getString("standing")) {
                case "AT_RISK" -> {
                    atRisk += members;
                    arrUnknown += arrKnown ? -row.getLong("members") : members;
                    addMoney(arrAtRisk, row);
                }
                case "NOT_JUDGED" -> {
                    notJudged += members;
                    addMoney(arrNotJudged, row);
                }
                default -> {
                    // Only counted.
                }
            }
        }

        private static void addMoney(SortedMap<String, BigDecimal> amounts, Row row) {
            if (!row.getString("currency").isEmpty()) {
                amounts.merge(row.getString("currency"), row.getBigDecimal("minor"), BigDecimal::add);
            }
        }

        Members members() {
            long groups = key == null ? lastPlace - Portfolio.MOST_GROUPS : 1;
            return new Members(key, groups, accounts, atRisk, notJudged, arrAtRisk, arrUnknown, arrNotJudged);
        }
    }
}
