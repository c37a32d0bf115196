package io.tidewatch.metric;

import java.util.EnumSet;
import java.util.Set;

/**
 * The closed list of named measures. account-ingestion computes each of them; a metric names them. All are about
 * customers: an account that is not active has no value. Terms: an account is active at t when it has a paid period (MRR above 0, no trial) with start &lt;= t and (end &gt; t or none), so a
 * period that ends on the day it starts counts nothing; MRR at t is the sum over its active periods; t is 00:00 UTC of a
 * day. t1 is the as-of day; t0 is the earlier day that was asked for, or lies {@code windowMonths} before t1. What is
 * counted in a window is counted on the {@code windowDays} UTC days that end with the as-of day.
 * Money of an account that has periods in several currencies at t0 or t1 is unknown.
 */
public enum Measure {
    /** MRR at t0 of accounts active at t0, in minor units. */
    MRR_AT_START(EnumSet.of(MetricKind.PERIOD_RATIO), Set.of()),
    /** min(MRR at t0, MRR at t1) of accounts active at t0, in minor units. */
    MRR_RETAINED(EnumSet.of(MetricKind.PERIOD_RATIO), Set.of()),
    /** MRR at t1 of accounts active at t0, in minor units. */
    MRR_AT_END(EnumSet.of(MetricKind.PERIOD_RATIO), Set.of()),
    /** 1 for an account active at t0, else nothing. */
    ACCOUNTS_AT_START(EnumSet.of(MetricKind.PERIOD_RATIO), Set.of()),
    /** 1 for an account active at t0 with MRR 0 at t1, else 0. */
    ACCOUNTS_LOST(EnumSet.of(MetricKind.PERIOD_RATIO), Set.of()),
    /** MRR on the as-of day times twelve, in minor units. */
    ARR(EnumSet.of(MetricKind.STATE), Set.of()),
    /** Users holding a seat on the as-of day: assigned from that day or before, and not only until it. */
    ASSIGNED_SEATS(EnumSet.of(MetricKind.RATIO, MetricKind.DISTINCT_RATIO), Set.of()),
    /** Seats of the paid periods active on the as-of day; unknown where one of them does not say how many. */
    PURCHASED_SEATS(EnumSet.of(MetricKind.RATIO, MetricKind.DISTINCT_RATIO), Set.of()),
    /**
     * Distinct users, with a seat or without, who did anything in the window; so their share of the seats may be above
     * 100 %. Unknown where a record of usage in the window does not say whose it is.
     */
    ACTIVE_USERS(EnumSet.of(MetricKind.DISTINCT_RATIO), Set.of()),
    /**
     * Users with a seat on the as-of day who did enough value actions in the window, all its days together, and did them
     * on enough different days. Unknown where a value action in the window does not say whose it is.
     */
    POWER_USERS(
            EnumSet.of(MetricKind.DISTINCT_RATIO),
            EnumSet.of(MeasureParameter.MIN_VALUE_ACTIONS, MeasureParameter.MIN_DAYS, MeasureParameter.VALUE_FEATURES)),
    /** Hours from raised to resolved, summed over the tickets resolved in the window; parts of an hour count. */
    RESOLUTION_HOURS(EnumSet.of(MetricKind.MEAN), Set.of()),
    /** Tickets resolved in the window. */
    RESOLVED_TICKETS(EnumSet.of(MetricKind.MEAN), Set.of()),
    /**
     * The day of the last two-way touchpoint with an executive sponsor, no later than the as-of day; where there never
     * was one although a sponsor is known, the start of the unbroken span of paid periods that the account is in. Unknown
     * when no sponsor is known. Details of the value: {@code countedFrom} (LAST_CONTACT or ACTIVE_SPAN), {@code lastTwoWay},
     * {@code unansweredOutreach} (our tries since then that got no answer) and {@code lastOutreach} (the day of the last of
     * them).
     */
    LAST_SPONSOR_CONTACT(EnumSet.of(MetricKind.AGE), Set.of()),
    /**
     * The earliest end after the as-of day among paid periods, those that have not begun yet included, that no booked
     * period follows. A period follows another one when it ends later and is of the same plan and starts on or before the
     * day on which the other one ends, or is of any plan and starts on that very day. Unknown without such an end.
     */
    NEXT_PAID_END(EnumSet.of(MetricKind.COUNTDOWN), Set.of());

    private final Set<MetricKind> kinds;
    private final Set<MeasureParameter> parameters;

    Measure(Set<MetricKind> kinds, Set<MeasureParameter> parameters) {
        this.kinds = Set.copyOf(kinds);
        this.parameters = Set.copyOf(parameters);
    }

    /** The kinds of metric that can be made of this measure. */
    public Set<MetricKind> kinds() {
        return kinds;
    }

    /** The parameters it must be given, no more and no fewer. */
    public Set<MeasureParameter> parameters() {
        return parameters;
    }
}
