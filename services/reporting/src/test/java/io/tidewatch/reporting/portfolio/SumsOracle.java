package io.tidewatch.reporting.portfolio;

import io.tidewatch.reporting.portfolio.MembersQuery.Sums;
import io.tidewatch.reporting.portfolio.Portfolio.AtRiskAccount;
import io.tidewatch.reporting.portfolio.Portfolio.Choices;
import io.tidewatch.reporting.portfolio.Portfolio.Members;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.StreamSupport;

/** What a report has to show, by statements over all accounts, flags and runs. */
final class SumsOracle {

    private static final String MEMBERS = """
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

    private static final String AT_RISK = """
            with risk as (select f.account_id, count(*) as flag_count from flag f where %2$s group by f.account_id),
            listed as (
                select r.account_id, r.flag_count, coalesce(nullif(a.name, ''), r.account_id) as name, a.segment, a.csm_email,
                       v.value as arr_minor, v.currency as arr_currency, v.definition_hash as arr_definition_hash, v.reason as arr_reason,
                       case when d.anchor > $5 and (d.covered_through is null or d.covered_through >= $5) then d.anchor end as renewal_on
                from risk r
                left join account a on a.id = r.account_id
                left join account_metrics m on m.account_id = r.account_id and not m.deleted
                left join account_metric v on v.account_id = m.account_id and v.metric = 'arr' and v.definition_hash = $3
                left join account_metric d on d.account_id = m.account_id and d.metric = 'days-to-renewal' and d.definition_hash = $4
                where m.customer is not false and %1$s
                order by v.value desc nulls last, r.account_id
                limit $6)
            select k.*, l.flags
            from listed k
            cross join lateral (
                select jsonb_agg(jsonb_build_object('thresholdId', o.threshold_id, 'level', o.level, 'question', o.question,
                                                    'since', o.since, 'reason', o.reason) order by o.since, o.threshold_id) as flags
                from (select f.* from flag f where f.account_id = k.account_id and %2$s
                      order by f.since, f.threshold_id limit $7) o) l
            order by k.arr_minor desc nulls last, k.account_id""".formatted(Selected.ACCOUNT, Selected.FLAG_AT_RISK);

    private static final String RUNS =
            "select count(*) as runs from run r left join account a on a.id = r.account_id where r.state = 'OPEN' and not r.deleted and "
                    + Selected.ACCOUNT;

    private final Pool pool;

    SumsOracle(Pool pool) {
        this.pool = pool;
    }

    /** The sums, where so many groups stand alone. */
    Sums sums(Selection selection, Definitions definitions, long groups) {
        Map<Integer, Map<String, Adding>> dimensions = new TreeMap<>();
        SortedSet<String> currencies = new TreeSet<>();
        for (Row row : rows(MEMBERS, Tuple.of(selection.segment(), selection.csm(), definitions.arr(), groups))) {
            dimensions
                    .computeIfAbsent(row.getInteger("dimension"), dimension -> new LinkedHashMap<>())
                    .computeIfAbsent(row.getString("key"), Adding::new)
                    .add(row);
            if (row.getString("currency") != null && !row.getBoolean("arr_unknown")) {
                currencies.add(row.getString("currency"));
            }
        }
        return new Sums(
                dimensions
                        .getOrDefault(3, Map.of())
                        .getOrDefault("", new Adding(""))
                        .members(),
                members(dimensions.getOrDefault(1, Map.of())),
                members(dimensions.getOrDefault(2, Map.of())),
                List.copyOf(currencies));
    }

    /** The accounts at risk in the order of the list, at most so many; null for all. */
    List<AtRiskAccount> atRisk(Selection selection, Definitions definitions, LocalDate today, Long most) {
        return accounts(AT_RISK, selection, definitions, today, most);
    }

    /** The same by another statement. */
    List<AtRiskAccount> accounts(String sql, Selection selection, Definitions definitions, LocalDate today, Long most) {
        List<AtRiskAccount> accounts = new ArrayList<>();
        rows(sql, AtRiskQuery.parameters(selection, definitions, today, most, (long) Portfolio.MOST_FLAGS))
                .forEach(row -> accounts.add(AtRiskQuery.account(row)));
        return accounts;
    }

    long runs(Selection selection) {
        return rows(RUNS, Tuple.of(selection.segment(), selection.csm()))
                .iterator()
                .next()
                .getLong("runs");
    }

    Choices choices() {
        return new Choices(choices("segment"), choices("csm_email"));
    }

    private List<String> choices(String column) {
        String sql = "select distinct " + column + " as choice from account where not deleted and " + column
                + " is not null order by 1 limit 500";
        return StreamSupport.stream(rows(sql, Tuple.tuple()).spliterator(), false)
                .map(row -> row.getString("choice"))
                .toList();
    }

    /** The answer of any statement. */
    RowSet<Row> rows(String sql, Tuple parameters) {
        return pool.preparedQuery(sql).execute(parameters).await().atMost(Duration.ofSeconds(30));
    }

    private static List<Members> members(Map<String, Adding> groups) {
        return groups.values().stream().map(Adding::members).toList();
    }

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
