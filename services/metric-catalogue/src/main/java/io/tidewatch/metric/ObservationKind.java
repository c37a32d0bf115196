package io.tidewatch.metric;

/** The kinds of data a source can say it covers up to a day. */
public enum ObservationKind {
    /** Customer companies. */
    ACCOUNTS,
    /** People at the customer, with their role. */
    CONTACTS,
    /** Users and the seats assigned to them. */
    USERS,
    /** Contract periods: MRR, purchased seats, trial, start, end. */
    CONTRACT_PERIODS,
    /** Departures as someone wrote them down. */
    CHURN_EVENTS,
    /** Product use per day and feature. */
    USAGE,
    /** Support tickets. */
    TICKETS,
    /** Meetings, calls and mails. */
    TOUCHPOINTS,
    /** Ratings of account managers. */
    SENTIMENTS
}
