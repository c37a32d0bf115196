package io.tidewatch.reporting.portfolio;

import io.tidewatch.reporting.portfolio.Portfolio.Arr;
import io.tidewatch.reporting.portfolio.Portfolio.AtRiskAccount;
import io.tidewatch.reporting.portfolio.Portfolio.Flag;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;

/** The accounts at risk with the flags that put them there, the largest ARR first, unknown ARR last. */
final class AtRiskQuery {

    /**
     * $3 and $4 are the definitions of ARR and of the days to the renewal, $5 is the day of the report, $6 limits the accounts
     * and $7 the flags of each; null for no limit. The accounts whose ARR is known come from an index in their order; the others
     * are read only where these are fewer than wanted. Accounts that account-ingestion has not published yet have neither segment
     * nor CSM.
     */
    static final String SQL = """
            with known as (
                select s.account_id, s.minor
                from portfolio_share s
                where s.standing = 'AT_RISK' and s.definition_hash = $3 and %1$s
                order by s.minor desc nulls last, s.account_id
                limit $6),
            unknown as (
                select u.account_id, null::bigint as minor
                from (select s.* from portfolio_share s where s.standing = 'AT_RISK' and s.definition_hash = '' and %1$s) u
                left join (
                    select s.* from portfolio_share s where s.standing = 'AT_RISK' and s.definition_hash = $3 and %1$s) k
                    on k.account_id = u.account_id
                where k.account_id is null and ($6::bigint is null or (select count(*) from known) < $6)
                order by u.account_id
                limit $6),
            listed as (
                select * from known union all select * from unknown
                order by minor desc nulls last, account_id
                limit $6)
            select k.account_id, coalesce(nullif(a.name, ''), k.account_id) as name, a.segment, a.csm_email,
                   v.value as arr_minor, v.currency as arr_currency, v.definition_hash as arr_definition_hash, v.reason as arr_reason,
                   case when d.anchor > $5 and (d.covered_through is null or d.covered_through >= $5) then d.anchor end as renewal_on,
                   l.flag_count, l.flags
            from listed k
            left join account a on a.id = k.account_id
            left join account_metrics m on m.account_id = k.account_id and not m.deleted
            left join account_metric v on v.account_id = m.account_id and v.metric = 'arr' and v.definition_hash = $3
            left join account_metric d on d.account_id = m.account_id and d.metric = 'days-to-renewal' and d.definition_hash = $4
            cross join lateral (
                select max(o.flag_count) as flag_count,
                       jsonb_agg(jsonb_build_object('thresholdId', o.threshold_id, 'level', o.level, 'question', o.question,
                                                    'since', o.since, 'reason', o.reason) order by o.since, o.threshold_id) as flags
                from (select f.*, count(*) over () as flag_count from flag f where f.account_id = k.account_id and %2$s
                      order by f.since, f.threshold_id limit $7) o) l
            order by k.minor desc nulls last, k.account_id""".formatted(Selected.SHARE, Selected.FLAG_AT_RISK);

    private AtRiskQuery() {}

    static Tuple parameters(
            Selection selection, Definitions definitions, LocalDate today, Long accounts, Long flagsOfEach) {
        return Tuple.tuple()
                .addString(selection.segment())
                .addString(selection.csm())
                .addString(definitions.arr())
                .addString(definitions.daysToRenewal())
                .addLocalDate(today)
                .addLong(accounts)
                .addLong(flagsOfEach);
    }

    static AtRiskAccount account(Row row) {
        return new AtRiskAccount(
                row.getString("account_id"),
                row.getString("name"),
                row.getString("segment"),
                row.getString("csm_email"),
                new Arr(
                        row.getLong("arr_minor"),
                        row.getString("arr_currency"),
                        row.getString("arr_definition_hash"),
                        row.getString("arr_reason")),
                row.getLocalDate("renewal_on"),
                flags(row.getJsonArray("flags")),
                row.getLong("flag_count"));
    }

    private static List<Flag> flags(JsonArray flags) {
        return flags.stream()
                .map(JsonObject.class::cast)
                .map(flag -> new Flag(
                        flag.getString("thresholdId"),
                        flag.getString("level"),
                        flag.getString("question"),
                        OffsetDateTime.parse(flag.getString("since")).toInstant(),
                        flag.getString("reason", "rules-engine did not give a reason")))
                .toList();
    }
}
