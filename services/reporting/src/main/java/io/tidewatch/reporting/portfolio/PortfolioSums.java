package io.tidewatch.reporting.portfolio;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * Keeps the sums of the portfolio: {@code portfolio_share} has what each account contributes, {@code portfolio_sum} the totals.
 * Both change in the transaction that changes what they are made of, and with as much work as there are changed accounts.
 *
 * <p>Sums are kept in stripes, so that transactions on different partitions rarely wait for each other, and the
 * number of sums does not grow with that of partitions. The lock of a stripe is taken last and held until the commit. It also orders the two
 * providers' changes of one account: the later one reads what the earlier one has committed.
 */
final class PortfolioSums {

    private static final int AT_ONCE = 500;

    // Tables may have grown since the statement was first planned, in a first reading by much.
    private static final String LOCK = """
            select set_config('plan_cache_mode', 'force_custom_plan', true),
                   pg_advisory_xact_lock(hashtext('tidewatch-portfolio:' || current_schema()), $1::smallint % 8)""";

    /** $1 is the partition and $2 its accounts whose shares may have changed. */
    private static final String RESTATE = """
            with touched as (select distinct account_id from unnest($2::text[]) as t (account_id)),
            judged as (
                select f.account_id, bool_or(f.state = 'RAISED' and f.level = 'AT_RISK') as at_risk,
                       bool_or(f.state = 'UNKNOWN' and coalesce(f.level, 'AT_RISK') = 'AT_RISK') as unknown
                from touched t join flag f on f.account_id = t.account_id
                where f.question = 'RENEW' and not f.deleted
                group by f.account_id),
            running as (
                select r.account_id, count(*)::integer as runs
                from touched t join run r on r.account_id = t.account_id
                where %s
                group by r.account_id),
            stands as (
                select t.account_id, coalesce(a.segment, '') as segment, coalesce(a.csm_email, '') as csm, a.id is not null as published,
                       case when m.customer is false or a.id is null and j.at_risk is not true then 'NOT_COUNTED'
                            when j.at_risk then 'AT_RISK'
                            when coalesce(j.unknown, true) then 'NOT_JUDGED'
                            else 'NOT_AT_RISK' end as standing,
                       coalesce(r.runs, 0) as runs
                from touched t
                left join account a on a.id = t.account_id
                left join account_metrics m on m.account_id = t.account_id and not m.deleted
                left join judged j on j.account_id = t.account_id
                left join running r on r.account_id = t.account_id
                where a.deleted is not true and (a.id is not null or j.at_risk or r.runs > 0)),
            share as materialized (
                select account_id, '' as definition_hash, segment, csm, published, standing, runs, '' as currency, null::bigint as minor
                from stands
                union all
                select s.account_id, v.definition_hash, s.segment, s.csm, s.published, s.standing, 0, coalesce(v.currency, ''), v.value
                from stands s
                join account_metrics m on m.account_id = s.account_id and not m.deleted
                join account_metric v on v.account_id = s.account_id and v.metric = 'arr' and v.value is not null
                where s.standing <> 'NOT_COUNTED'),
            before as (select s.* from touched t join portfolio_share s on s.account_id = t.account_id),
            ended as (
                delete from portfolio_share s using before b
                where s.account_id = b.account_id and s.definition_hash = b.definition_hash
                  and (b.account_id, b.definition_hash) not in (select account_id, definition_hash from share)),
            written as (
                insert into portfolio_share as s
                    (account_id, definition_hash, partition, segment, csm, published, standing, runs, currency, minor)
                select account_id, definition_hash, $1::smallint, segment, csm, published, standing, runs, currency, minor from share
                on conflict (account_id, definition_hash) do update set segment = excluded.segment, csm = excluded.csm,
                    published = excluded.published, standing = excluded.standing, runs = excluded.runs,
                    currency = excluded.currency, minor = excluded.minor
                where (s.segment, s.csm, s.published, s.standing, s.runs, s.currency, s.minor) is distinct from
                      (excluded.segment, excluded.csm, excluded.published, excluded.standing, excluded.runs, excluded.currency, excluded.minor)),
            difference as (
                select ($1::smallint %% 8)::smallint as stripe, definition_hash, segment, csm, published, standing, currency,
                       sum(sign) as accounts, sum(sign * runs) as runs, sum(sign * coalesce(minor, 0)::numeric) as minor
                from (select 1 as sign, definition_hash, segment, csm, published, standing, currency, runs, minor from share
                      union all
                      select -1, definition_hash, segment, csm, published, standing, currency, runs, minor from before) as parts
                group by definition_hash, segment, csm, published, standing, currency
                having sum(sign) <> 0 or sum(sign * runs) <> 0 or sum(sign * coalesce(minor, 0)::numeric) <> 0)
            merge into portfolio_sum as s using difference as d
            on (s.stripe, s.definition_hash, s.segment, s.csm, s.published, s.standing, s.currency) =
               (d.stripe, d.definition_hash, d.segment, d.csm, d.published, d.standing, d.currency)
            when matched and s.accounts + d.accounts = 0 then delete
            when matched then update set accounts = s.accounts + d.accounts, runs = s.runs + d.runs, minor = s.minor + d.minor
            when not matched then insert (stripe, definition_hash, segment, csm, published, standing, currency, accounts, runs, minor)
                values (d.stripe, d.definition_hash, d.segment, d.csm, d.published, d.standing, d.currency, d.accounts, d.runs, d.minor)
            """.formatted(Selected.RUN_OPEN);

    /** The accounts of partition $1 that have a share, or would have one if they were not deleted. */
    private static final String ALL = """
            select account_id from portfolio_share where partition = $1
            union select f.account_id from flag f where f.partition = $1 and %s
            union select r.account_id from run r where r.partition = $1 and %s""".formatted(Selected.FLAG_AT_RISK, Selected.RUN_OPEN);

    private PortfolioSums() {}

    /** Brings the shares of these accounts of the partition, and the sums, up to date with what this transaction has written. */
    static Uni<Void> restate(SqlConnection tx, int partition, List<String> accounts) {
        return accounts.isEmpty()
                ? Uni.createFrom().voidItem()
                : lock(tx, partition).chain(() -> restateLocked(tx, partition, accounts));
    }

    /** The same for all accounts of a partition. The lock comes first: another transaction may be adding an account. */
    static Uni<Void> restateAll(SqlConnection tx, int partition) {
        return lock(tx, partition)
                .chain(() -> tx.preparedQuery(ALL).execute(Tuple.of((short) partition)))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> row.getString("account_id"))
                        .toList())
                .chain(accounts -> restateLocked(tx, partition, accounts));
    }

    private static Uni<Void> lock(SqlConnection tx, int partition) {
        return tx.preparedQuery(LOCK).execute(Tuple.of((short) partition)).replaceWithVoid();
    }

    private static Uni<Void> restateLocked(SqlConnection tx, int partition, List<String> accounts) {
        Uni<Void> restated = Uni.createFrom().voidItem();
        for (int from = 0; from < accounts.size(); from += AT_ONCE) {
            String[] some = accounts.subList(from, Math.min(from + AT_ONCE, accounts.size()))
                    .toArray(String[]::new);
            restated = restated.chain(() -> tx.preparedQuery(RESTATE)
                    .execute(Tuple.tuple().addShort((short) partition).addArrayOfString(some))
                    .replaceWithVoid());
        }
        return restated;
    }
}
