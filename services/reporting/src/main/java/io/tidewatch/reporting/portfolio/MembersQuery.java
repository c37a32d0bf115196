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
 * The sums over all accounts of a selection, by segment and by CSM, in one statement whose answer does not grow with the
 * number of accounts: sums of groups equal the sum of all, because all are sums of the same rows.
 */
final class MembersQuery {

    private static final int SEGMENTS = 1;
    private static final int CSMS = 2;
    private static final int ALL = 3;

    /** $3 is the definition of ARR, $4 how many groups stand alone. */
    private static final String SQL = """
            with flagged as (
                select f.account_id, bool_or(f.state = 'RAISED' and f.level = 'AT_RISK') as at_risk,
                       bool_or(f.state = 'UNKNOWN' and coalesce(f.level, 'AT_RISK') = 'AT_RISK') as unknown
                from flag f left join account a on a.id = f.account_id
                where f.question = 'RENEW' and not f.deleted and %1$s
                group by f.account_id),
            member as (
                select coalesce(a.segment, '') as segment, coalesce(a.csm_email, '') as csm, true as published,
                       coalesce(f.at_risk, false) as at_risk, not coalesce(f.at_risk, false) and coalesce(f.unknown, true) as not_judged,
                       v.value as minor, v.currency, v.value is null as arr_unknown
                from account a
                left join account_metrics m on m.account_id = a.id and not m.deleted
                left join account_metric v on v.account_id = m.account_id and v.metric = 'arr' and v.definition_hash = $3
                left join flagged f on f.account_id = a.id
                where m.customer is not false and %1$s
                union all
                select '', '', false, true, false, v.value, v.currency, v.value is null
                from flagged f
                left join account_metrics m on m.account_id = f.account_id and not m.deleted
                left join account_metric v on v.account_id = m.account_id and v.metric = 'arr' and v.definition_hash = $3
                where f.at_risk and m.customer is not false and not exists (select 1 from account a where a.id = f.account_id)),
            part as (
                select grouping(segment, csm) as dimension,
                       case grouping(segment, csm) when 1 then segment when 2 then csm else '' end as key,
                       at_risk, not_judged, arr_unknown, currency,
                       count(*) as members, count(*) filter (where published) as accounts, sum(minor) as minor
                from member
                group by grouping sets (
                    (at_risk, not_judged, arr_unknown, currency),
                    (segment, at_risk, not_judged, arr_unknown, currency),
                    (csm, at_risk, not_judged, arr_unknown, currency))),
            sized as (
                select *, max(minor) filter (where at_risk) over (partition by dimension, key) as largest from part),
            ranked as (
                select *, dense_rank() over (partition by dimension order by key <> '', largest desc nulls last, key) as place
                from sized)
            select dimension, case when place <= $4 then key end as key, max(place) as place, at_risk, not_judged, arr_unknown, currency,
                   sum(members)::bigint as members, sum(accounts)::bigint as accounts, sum(minor) as minor
            from ranked
            group by 1, 2, at_risk, not_judged, arr_unknown, currency""".formatted(Selected.ACCOUNT);

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
            if (row.getString("currency") != null && !row.getBoolean("arr_unknown")) {
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
            long members = row.getLong("members");
            accounts += row.getLong("accounts");
            if (row.getBoolean("at_risk")) {
                atRisk += members;
                arrUnknown += row.getBoolean("arr_unknown") ? members : 0;
                addMoney(arrAtRisk, row);
            } else if (row.getBoolean("not_judged")) {
                notJudged += members;
                addMoney(arrNotJudged, row);
            }
        }

        private static void addMoney(SortedMap<String, BigDecimal> amounts, Row row) {
            if (row.getString("currency") != null && !row.getBoolean("arr_unknown")) {
                amounts.merge(row.getString("currency"), row.getBigDecimal("minor"), BigDecimal::add);
            }
        }

        Members members() {
            long groups = key == null ? lastPlace - Portfolio.MOST_GROUPS : 1;
            return new Members(key, groups, accounts, atRisk, notJudged, arrAtRisk, arrUnknown, arrNotJudged);
        }
    }
}
