package io.tidewatch.ingestion.metric;

import io.tidewatch.metric.Measure;

/**
 * The named measures in SQL, for a list of accounts. Parameters: $1 the accounts, $2 the day
 * before the window, $3 the as-of day, $4 as known at (null for as known now), then those
 * of the measure. Rows: account, amount, reason why it is unknown. An account without a row has amount 0.
 *
 * <p>A window of n days is the n calendar days that end with the as-of day.
 */
final class MeasureSql {

    private static final String SCOPE = "x.account_id = any ($1) and $2::date <= $3::date";
    private static final String KNOWN = "coalesce($4::timestamptz, 'infinity')";

    private static final String AT_END = "x.start_date <= $3 and (x.end_date is null or x.end_date > $3)";

    private static final String PURCHASED_SEATS = """
            select x.account_id, coalesce(sum(x.purchased_seats), 0)::numeric as amount,
                   case when count(*) filter (where x.purchased_seats is null) > 0
                        then 'The purchased seats of a contract period are not known.' end as unknown
            from paid_periods_known(%s) x
            where %s and %s
            group by x.account_id
            """.formatted(KNOWN, AT_END, SCOPE);

    private static final String SEATED =
            "x.seat_assigned_from <= $3 and (x.seat_assigned_until is null or x.seat_assigned_until > $3)";

    private static final String ASSIGNED_SEATS = """
            select x.account_id, count(*)::numeric as amount, null as unknown
            from users_known(%s) x
            where %s and %s
            group by x.account_id
            """.formatted(KNOWN, SEATED, SCOPE);

    private static final String IN_WINDOW = "x.day > $2 and x.day <= $3 and x.count > 0";

    private static final String ACTIVE_USERS = """
            select x.account_id, count(distinct x.user_id)::numeric as amount,
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

                   case when bool_or(p.user_id is null) then 'Usage does not say which user it is of.' end as unknown
            from per_user p
            group by p.account_id
            """.formatted(IN_WINDOW, SCOPE, KNOWN, SEATED);

    private static final String RESOLVED = """
            select x.account_id, (%%s)::numeric as amount, null as unknown
            from tickets_known(%s) x
            where x.resolved_at >= ($2::date + 1)::timestamp at time zone 'UTC'
              and x.resolved_at < ($3::date + 1)::timestamp at time zone 'UTC' and %s
            group by x.account_id
            """.formatted(KNOWN, SCOPE);

    /**
     * Rows: account, day of the last two-way contact, start of the active span (null for who is not active on the day),
     * outreach since, day of the last one.
     */
    static final String SPONSOR_CONTACT = """
            with sponsors as (
                select x.account_id, x.id
                from contacts_known(%1$s) x
                where x.role = 'EXECUTIVE_SPONSOR' and %2$s
            ), touched as (
                select distinct x.account_id, x.id, x.occurred_at, x.outreach,
                       case when x.two_way_at < ($3::date + 1)::timestamp at time zone 'UTC' then x.two_way_at end as two_way_at
                from touchpoints_known(%1$s) x
                cross join unnest(x.contact_ids) as c (id)
                join sponsors s on s.account_id = x.account_id and s.id = c.id
                where %2$s and x.occurred_at < ($3::date + 1)::timestamp at time zone 'UTC'
            ), answered as (
                select t.account_id, max(t.two_way_at) as last_at from touched t group by t.account_id
            ), counted as (
                select s.account_id, a.last_at, x.active_since,
                       coalesce(a.last_at, x.active_since::timestamp at time zone 'UTC' - interval '1 microsecond') as since
                from (select distinct account_id from sponsors) s
                left join answered a on a.account_id = s.account_id
                left join (select * from active_spans($3::date, %1$s) x where %2$s) x on x.account_id = s.account_id
            )
            select c.account_id, (c.last_at at time zone 'UTC')::date as last_day, c.active_since,
                   count(t.occurred_at) as outreach, (max(t.occurred_at) at time zone 'UTC')::date as last_outreach
            from counted c
            left join touched t on t.account_id = c.account_id and t.outreach and t.two_way_at is null and t.occurred_at > c.since
            group by c.account_id, c.last_at, c.active_since
            """.formatted(KNOWN, SCOPE);

    /** Rows: account, the earliest end after the day that no booked period follows; accounts without one have no row. */
    static final String NEXT_PAID_END = """
            select x.account_id, min(x.end_date) as next_end
            from paid_periods_known(%1$s) x
            where %2$s and x.end_date > $3
              and not exists (select 1 from paid_periods_known(%1$s) s
                              where s.account_id = any ($1) and s.account_id = x.account_id and s.start_date <= x.end_date
                                and (s.end_date is null or s.end_date > x.end_date)
                                and (s.plan is not distinct from x.plan or s.start_date = x.end_date))
            group by x.account_id
            """.formatted(KNOWN, SCOPE);

    private MeasureSql() {}

    /** The statement of a measure that is an amount. */
    static String amount(Measure measure) {
        return switch (measure) {
            case PURCHASED_SEATS -> PURCHASED_SEATS;
            case ASSIGNED_SEATS -> ASSIGNED_SEATS;
            case ACTIVE_USERS -> ACTIVE_USERS;
            case POWER_USERS -> POWER_USERS;
            case RESOLUTION_HOURS -> RESOLVED.formatted("sum(extract(epoch from x.resolved_at - x.opened_at)) / 3600");
            case RESOLVED_TICKETS -> RESOLVED.formatted("count(*)");
            case MRR_AT_START, MRR_RETAINED, MRR_AT_END, ACCOUNTS_AT_START, ACCOUNTS_LOST, ARR ->
                throw new IllegalArgumentException(measure + " follows from who is a customer");
            case LAST_SPONSOR_CONTACT, NEXT_PAID_END ->
                throw new IllegalArgumentException(measure + " is a day, not an amount");
        };
    }
}
