package io.tidewatch.reporting.portfolio;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * Keeps the sums of the portfolio: {@code portfolio_share} has what each account contributes, {@code portfolio_sum} the totals.
 * Both change in the transaction that changes what they are made of. The work grows with the number of changed accounts.
 *
 * <p>Several partitions share a stripe of sums, because with a set for each partition there would be nearly as many sums as
 * accounts. A transaction takes the lock of the stripe after all else and holds it until the commit, so others wait only briefly.
 * The lock also orders the two providers' changes of one account: the later one reads what the earlier one has committed.
 */
final class PortfolioSums {

    private static final int AT_ONCE = 500;

    // In a first reading the tables grow faster than their statistics. The settings make PostgreSQL read the changed
    // accounts by
    // index all the same, and plan for the tables as they are now.
    private static final String LOCK = """
            select set_config('enable_seqscan', 'off', true), set_config('plan_cache_mode', 'force_custom_plan', true),
                   pg_advisory_xact_lock(hashtext('tidewatch-portfolio:' || current_schema()), $1::smallint % 8)""";

    /** $1 is the partition and $2 its accounts whose shares may have changed. */
    private static final String RESTATE = """
            with touched as (select distinct account_id from unnest($2::text[]) as t (account_id)),
            stands as (
                select t.account_id, coalesce(a.segment, '') as segment, coalesce(a.csm_email, '') as csm, a.id is not null as published,
                       case when m.customer is false or a.id is null and risk.found is null then 'NOT_COUNTED'
                            when risk.found then 'AT_RISK'
                            when unknown.found or judged.found is null then 'NOT_JUDGED'
                            else 'NOT_AT_RISK' end as standing,
                       o.runs, m.account_id as measured
                from touched t
                left join account a on a.id = t.account_id
                left join account_metrics m on m.account_id = t.account_id and not m.deleted
                left join lateral (
                    select true as found from flag f where f.account_id = t.account_id and %1$s limit 1) risk on true
                left join lateral (
                    select true as found from flag f
                    where f.account_id = t.account_id and f.state = 'UNKNOWN' and coalesce(f.level, 'AT_RISK') = 'AT_RISK'
                      and f.question = 'RENEW' and not f.deleted limit 1) unknown on true
                left join lateral (
                    select true as found from flag f
                    where f.account_id = t.account_id and f.question = 'RENEW' and not f.deleted limit 1) judged on true
                cross join lateral (
                    select count(*)::integer as runs from run r where r.account_id = t.account_id and %2$s) o
                where a.deleted is not true and (a.id is not null or risk.found or o.runs > 0)),
            share as (
                select account_id, '' as definition_hash, segment, csm, published, standing, runs, '' as currency, null::bigint as minor
                from stands
                union all
                select s.account_id, v.definition_hash, s.segment, s.csm, s.published, s.standing, 0, coalesce(v.currency, ''), v.value
                from stands s join account_metric v on v.account_id = s.measured
                where s.standing <> 'NOT_COUNTED' and v.metric = 'arr' and v.value is not null),
            before as (
                select s.account_id, s.definition_hash, s.segment, s.csm, s.published, s.standing, s.runs, s.currency, s.minor
                from touched t join portfolio_share s on s.account_id = t.account_id),
            begun as (select * from share except select * from before),
            ended as (select * from before except select * from share),
            deleted as (
                delete from portfolio_share s using ended e
                where s.account_id = e.account_id and s.definition_hash = e.definition_hash
                  and (e.account_id, e.definition_hash) not in (select account_id, definition_hash from begun)),
            written as (
                insert into portfolio_share
                    (account_id, definition_hash, partition, segment, csm, published, standing, runs, currency, minor)
                select account_id, definition_hash, $1::smallint, segment, csm, published, standing, runs, currency, minor from begun
                on conflict (account_id, definition_hash) do update set segment = excluded.segment, csm = excluded.csm,
                    published = excluded.published, standing = excluded.standing, runs = excluded.runs,
                    currency = excluded.currency, minor = excluded.minor),
            difference as (
                select definition_hash, segment, csm, published, standing, currency,
                       sum(sign) as accounts, sum(sign * runs) as runs, sum(sign * coalesce(minor, 0)::numeric) as minor
                from (select 1 as sign, * from begun union all select -1, * from ended) as parts
                group by definition_hash, segment, csm, published, standing, currency)
            merge into portfolio_sum as s using difference as d
            on s.stripe = $1::smallint %% 8 and (s.definition_hash, s.segment, s.csm, s.published, s.standing, s.currency) =
               (d.definition_hash, d.segment, d.csm, d.published, d.standing, d.currency)
            when matched and s.accounts + d.accounts = 0 then delete
            when matched then update set accounts = s.accounts + d.accounts, runs = s.runs + d.runs, minor = s.minor + d.minor
            when not matched then insert (stripe, definition_hash, segment, csm, published, standing, currency, accounts, runs, minor)
                values ($1::smallint %% 8, d.definition_hash, d.segment, d.csm, d.published, d.standing, d.currency,
                        d.accounts, d.runs, d.minor)
            """.formatted(Selected.FLAG_AT_RISK, Selected.RUN_OPEN);

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
