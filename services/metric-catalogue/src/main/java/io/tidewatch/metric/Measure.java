package io.tidewatch.metric;

import java.util.EnumSet;
import java.util.Set;

/**
 * The closed list of named measures. account-ingestion computes each of them; a metric names them. Terms: an account
 * is active at t when it has a paid period (MRR above 0, no trial) with start &lt;= t and (end &gt; t or none); MRR at t
 * is the sum over its active periods; t1 is the as-of day and t0 lies {@code windowDays} before it.
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
    /** Users holding a seat on the as-of day. */
    ASSIGNED_SEATS(EnumSet.of(MetricKind.RATIO, MetricKind.DISTINCT_RATIO), Set.of()),
    /** Seats of the active paid periods on the as-of day. */
    PURCHASED_SEATS(EnumSet.of(MetricKind.RATIO, MetricKind.DISTINCT_RATIO), Set.of()),
    /** Distinct users, with a seat or without, who did anything in the last {@code windowDays} days (the as-of day included). */
    ACTIVE_USERS(EnumSet.of(MetricKind.DISTINCT_RATIO), Set.of()),
    /** Users with a seat who did enough value actions on enough different days of the window. */
    POWER_USERS(
            EnumSet.of(MetricKind.DISTINCT_RATIO),
            EnumSet.of(MeasureParameter.MIN_VALUE_ACTIONS, MeasureParameter.MIN_DAYS, MeasureParameter.VALUE_FEATURES)),
    /** Hours from raised to resolved, summed over the tickets resolved in the window. */
    RESOLUTION_HOURS(EnumSet.of(MetricKind.MEAN), Set.of()),
    /** Tickets resolved in the window. */
    RESOLVED_TICKETS(EnumSet.of(MetricKind.MEAN), Set.of()),
    /**
     * The day of the last two-way touchpoint with an executive sponsor; where there never was one although a sponsor
     * is known, the start of the unbroken active span; no sponsor known: unknown. Details of the value:
     * {@code unansweredOutreach}, our tries since then that got no answer.
     */
    LAST_SPONSOR_CONTACT(EnumSet.of(MetricKind.AGE), Set.of()),
    /** The earliest end after the as-of day among paid periods; only open-ended ones: unknown. */
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
