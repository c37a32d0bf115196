package io.tidewatch.suite.example;

import java.util.List;

/** The mappings that come with the suite, and the columns of the files that they read. */
public enum ShippedMapping {
    ACCOUNTS(
            "tidewatch-accounts",
            "ACCOUNT",
            "account_id",
            "name",
            "segment",
            "business_model",
            "lifecycle_stage",
            "industry",
            "country",
            "csm_email",
            "sales_owner_email",
            "signup_date"),
    CONTACTS("tidewatch-contacts", "CONTACT", "contact_id", "account_id", "name", "email", "role"),
    TOUCHPOINTS(
            "tidewatch-touchpoints",
            "TOUCHPOINT",
            "touchpoint_id",
            "account_id",
            "kind",
            "meeting_kind",
            "status",
            "direction",
            "contact_ids",
            "colleague_email",
            "occurred_at",
            "answered",
            "answered_at",
            "booked_at"),
    CONTRACT_PERIODS(
            "tidewatch-contract-periods",
            "CONTRACT_PERIOD",
            "period_id",
            "account_id",
            "start_date",
            "end_date",
            "mrr",
            "currency",
            "purchased_seats",
            "trial",
            "plan"),
    CHURN_EVENTS(
            "tidewatch-churn-events",
            "CHURN_EVENT",
            "churn_event_id",
            "account_id",
            "churned_on",
            "reason",
            "feedback",
            "reactivation"),
    USERS("tidewatch-users", "USER", "user_id", "account_id", "email", "seat_assigned_from", "seat_assigned_until"),
    TICKETS(
            "tidewatch-tickets",
            "TICKET",
            "ticket_id",
            "account_id",
            "opened_at",
            "resolved_at",
            "priority",
            "satisfaction"),
    SENTIMENT(
            "tidewatch-sentiment",
            "SENTIMENT",
            "sentiment_id",
            "account_id",
            "rated_on",
            "rating",
            "rated_by",
            "comment"),
    USAGE(
            "tidewatch-usage",
            "USAGE",
            "usage_id",
            "account_id",
            "user_id",
            "day",
            "feature",
            "count",
            "duration_seconds");

    private final String mappingName;
    private final String kind;
    private final List<String> columns;

    ShippedMapping(String mappingName, String kind, String... columns) {
        this.mappingName = mappingName;
        this.kind = kind;
        this.columns = List.of(columns);
    }

    /** The name of the mapping. */
    public String mappingName() {
        return mappingName;
    }

    /** The kind of record, as in the contract of account-ingestion. */
    public String kind() {
        return kind;
    }

    /** The names of the columns. */
    public List<String> columns() {
        return columns;
    }
}
