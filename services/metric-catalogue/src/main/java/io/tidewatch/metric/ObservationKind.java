package io.tidewatch.metric;

/** The kinds of data of which a source can declare until which day it is complete. */
public enum ObservationKind {
    /** Customer companies. */
    ACCOUNTS,
    /** People at the customer, with their role. */
    CONTACTS,
    /** Users and the seats assigned to them. */
    USERS,
    /** Contract periods: MRR, purchased seats, trial, start, end. */
    CONTRACT_PERIODS,
    /** Departures as they were recorded. */
    CHURN_EVENTS,
    /** Product use per day and feature. */
    USAGE,
    /** Support tickets. */
    TICKETS,
    /** Meetings, calls and mails. */
    TOUCHPOINTS,
    /** Ratings by CSMs. */
    SENTIMENTS
}
