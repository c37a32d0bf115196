package io.tidewatch.ingestion.metric;

import io.tidewatch.metric.Measure;

/**
 * The named measures in SQL, for all accounts or a list of them. Parameters: $1 the accounts (null for all), $2 the day
 * before the window (of revenue: the earlier day), $3 the as-of day, $4 as known at (null for as known now), then those
 * of the measure. Rows: account, amount, currency, reason why it is unknown. An account without a row has amount 0.
 *
 * <p>A window of n days is the n calendar days that end with the as-of day.
 */
final class MeasureSql {

    private static final String SCOPE = "($1::text[] is null or x.account_id = any ($1)) and $2::date <= $3::date";
    private static final String KNOWN = "coalesce($4::timestamptz, 'infinity')";

    private static final String AT_START = "x.start_date <= $2 and (x.end_date is null or x.end_date > $2)";
    private static final String AT_END = "x.start_date <= $3 and (x.end_date is null or x.end_date > $3)";

    private static final String REVENUE = """
            select r.account_id, (%%s)::numeric as amount, r.currency,
                   case when r.currencies > 1 and %%s then 'The account has several currencies.' end as unknown
            from (select x.account_id,
                         coalesce(sum(x.mrr_minor) filter (where %1$s), 0) as mrr0,
                         coalesce(sum(x.mrr_minor) filter (where %2$s), 0) as mrr1,
                         coalesce(sum(x.purchased_seats) filter (where %2$s), 0) as seats,
                         count(*) filter (where %2$s and x.purchased_seats is null) as without_seats,
                         count(distinct x.currency) filter (where %1$s or %2$s) as currencies,
                         min(x.currency) filter (where %1$s or %2$s) as currency
                  from paid_periods_known(%3$s) x
                  where %4$s
                  group by x.account_id) r
            """.formatted(AT_START, AT_END, KNOWN, SCOPE);

    private static final String PURCHASED_SEATS = """
            select x.account_id, coalesce(sum(x.purchased_seats), 0)::numeric as amount, null as currency,
                   case when count(*) filter (where x.purchased_seats is null) > 0
                        then 'The purchased seats of a contract period are not known.' end as unknown
            from paid_periods_known(%s) x
            where %s and %s
            group by x.account_id
            """.formatted(KNOWN, AT_END, SCOPE);

    private static final String SEATED =
            "x.seat_assigned_from <= $3 and (x.seat_assigned_until is null or x.seat_assigned_until > $3)";

    private static final String ASSIGNED_SEATS = """
            select x.account_id, count(*)::numeric as amount, null as currency, null as unknown
            from users_known(%s) x
            where %s and %s
            group by x.account_id
            """.formatted(KNOWN, SEATED, SCOPE);

    private static final String IN_WINDOW = "x.day > $2 and x.day <= $3 and x.count > 0";

    private static final String ACTIVE_USERS = """
            select x.account_id, count(distinct x.user_id)::numeric as amount, null as currency,
                   case when count(*) filter (where x.user_id is null) > 0
                        then 'Usage does not say which user it is of.' end as unknown
            from usage_known(%s) x
            where %s and %s
            group by x.account_id
            """.formatted(KNOWN, IN_WINDOW, SCOPE);

    private static final String POWER_USERS = """
            with per_user as (
                select x.account_id, x.user_id, sum(x.count) as actions, count(distinct x.day) as days
                from usage_known(%3$s) x
                where %1$s and x.feature = any ($5::text[]) and %2$s
                group by x.account_id, x.user_id
            )
            select p.account_id,
                   count(*) filter (where p.actions >= $6::bigint and p.days >= $7::bigint and p.user_id in (
                       select x.id from users_known(%3$s) x where x.account_id = p.account_id and %4$s))::numeric as amount,
                   null as currency,
                   case when bool_or(p.user_id is null) then 'Usage does not say which user it is of.' end as unknown
            from per_user p
            group by p.account_id
            """.formatted(IN_WINDOW, SCOPE, KNOWN, SEATED);

    private static final String RESOLVED = """
            select x.account_id, (%%s)::numeric as amount, null as currency, null as unknown
            from tickets_known(%s) x
            where x.resolved_at >= ($2::date + 1)::timestamp at time zone 'UTC'
              and x.resolved_at < ($3::date + 1)::timestamp at time zone 'UTC' and %s
            group by x.account_id
            """.formatted(KNOWN, SCOPE);

    /**
     * Rows: account, day of the last two-way contact, start of the active span (null for who is not active on the day),
     * whether it was a paying customer before and is none on the day, outreach since, day of the last one.
     */
    static final String SPONSOR_CONTACT = """
            with sponsors as (
                select x.account_id, array_agg(x.id) as ids
                from contacts_known(%1$s) x
                where x.role = 'EXECUTIVE_SPONSOR' and %2$s
                group by x.account_id
            ), touched as (
                select s.account_id, x.occurred_at, x.outreach,
                       case when x.two_way_at < ($3::date + 1)::timestamp at time zone 'UTC' then x.two_way_at end as two_way_at
                from sponsors s
                join touchpoints_known(%1$s) x on x.account_id = s.account_id and x.contact_ids && s.ids
                where x.occurred_at < ($3::date + 1)::timestamp at time zone 'UTC'
            ), answered as (
                select t.account_id, max(t.two_way_at) as last_at from touched t group by t.account_id
            ), counted as (
                select s.account_id, a.last_at, x.active_since,
                       x.active_since is null
                           and exists (select 1 from paid_periods_known(%1$s) p
                                       where p.account_id = s.account_id and p.start_date <= $3::date) as departed,
                       coalesce(a.last_at, x.active_since::timestamp at time zone 'UTC' - interval '1 microsecond') as since
                from sponsors s
                left join answered a on a.account_id = s.account_id
                left join (select * from active_spans($3::date, %1$s) x where %2$s) x on x.account_id = s.account_id
            )
            select c.account_id, (c.last_at at time zone 'UTC')::date as last_day, c.active_since, c.departed,
                   count(t.occurred_at) as outreach, (max(t.occurred_at) at time zone 'UTC')::date as last_outreach
            from counted c
            left join touched t on t.account_id = c.account_id and t.outreach and t.two_way_at is null and t.occurred_at > c.since
            group by c.account_id, c.last_at, c.active_since, c.departed
            """.formatted(KNOWN, SCOPE);

    /** Rows: account, the earliest end after the day (null when there are only open-ended periods). */
    static final String NEXT_PAID_END = """
            select x.account_id, min(x.end_date) filter (where x.end_date > $3) as next_end,
                   bool_or(x.end_date is null) as open_ended
            from paid_periods_known(%s) x
            where %s
            group by x.account_id
            """.formatted(KNOWN, SCOPE);

    private MeasureSql() {}

    /** The statement of a measure that is an amount. */
    static String amount(Measure measure) {
        return switch (measure) {
            case MRR_AT_START -> REVENUE.formatted("r.mrr0", "true");
            case MRR_RETAINED -> REVENUE.formatted("least(r.mrr0, r.mrr1)", "true");
            case MRR_AT_END -> REVENUE.formatted("case when r.mrr0 > 0 then r.mrr1 else 0 end", "true");
            case ACCOUNTS_AT_START -> REVENUE.formatted("case when r.mrr0 > 0 then 1 else 0 end", "false");
            case ACCOUNTS_LOST -> REVENUE.formatted("case when r.mrr0 > 0 and r.mrr1 = 0 then 1 else 0 end", "false");
            case ARR -> REVENUE.formatted("r.mrr1 * 12", "true");
            case PURCHASED_SEATS -> PURCHASED_SEATS;
            case ASSIGNED_SEATS -> ASSIGNED_SEATS;
            case ACTIVE_USERS -> ACTIVE_USERS;
            case POWER_USERS -> POWER_USERS;
            case RESOLUTION_HOURS -> RESOLVED.formatted("sum(extract(epoch from x.resolved_at - x.opened_at)) / 3600");
            case RESOLVED_TICKETS -> RESOLVED.formatted("count(*)");
            case LAST_SPONSOR_CONTACT, NEXT_PAID_END ->
                throw new IllegalArgumentException(measure + " is a day, not an amount");
        };
    }
}
