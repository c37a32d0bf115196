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
     * and $7 the flags of each; null for no limit. Accounts that account-ingestion has not published yet have neither segment
     * nor CSM.
     */
    static final String SQL = """
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
