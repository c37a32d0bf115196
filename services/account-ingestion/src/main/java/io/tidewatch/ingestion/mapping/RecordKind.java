package io.tidewatch.ingestion.mapping;

import static io.tidewatch.ingestion.mapping.FieldForm.optional;
import static io.tidewatch.ingestion.mapping.FieldForm.required;

import io.tidewatch.ingestion.mapping.FieldForm.Type;
import io.tidewatch.metric.language.RecordField;
import io.tidewatch.metric.language.Vocabulary;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The kinds of record with tables of their own, and the fields of each that have columns. */
public enum RecordKind {
    /** Customer companies. */
    ACCOUNT(
            "account",
            required("name", "name", Type.NAME).longest(300),
            optional("segment", "segment", Type.NAME).longest(100),
            optional("businessModel", "business_model", Type.CHOICE).oneOf(Choices.of("account", "businessModel")),
            optional("lifecycleStage", "lifecycle_stage", Type.CHOICE).oneOf(Choices.of("account", "lifecycleStage")),
            optional("industry", "industry", Type.NAME).longest(100),
            optional("country", "country", Type.NAME).longest(100),
            optional("csmEmail", "csm_email", Type.EMAIL),
            optional("salesOwnerEmail", "sales_owner_email", Type.EMAIL),
            optional("signupDate", "signup_date", Type.DATE),
            optional("validFrom", "valid_from", Type.DATE)),
    /** People at the customer. */
    CONTACT(
            "contact",
            required("name", "name", Type.NAME).longest(300),
            optional("email", "email", Type.EMAIL),
            optional("role", "role", Type.CHOICE).oneOf(Choices.of("contact", "role"))),
    /** Users and their seats. */
    USER(
            "account_user",
            optional("email", "email", Type.EMAIL),
            optional("seatAssignedFrom", "seat_assigned_from", Type.DATE),
            optional("seatAssignedUntil", "seat_assigned_until", Type.DATE)),
    /** Contract periods with their revenue and seats. */
    CONTRACT_PERIOD(
            "contract_period",
            required("startDate", "start_date", Type.DATE),
            optional("endDate", "end_date", Type.DATE),
            required("mrr", "mrr_minor", Type.MONEY),
            required("currency", "currency", Type.CURRENCY),
            optional("purchasedSeats", "purchased_seats", Type.INTEGER),
            required("trial", "trial", Type.BOOLEAN),
            optional("plan", "plan", Type.NAME).longest(100)),
    /** Departures as a source recorded them. */
    CHURN_EVENT(
            "churn_event",
            required("churnedOn", "churned_on", Type.DATE),
            optional("reason", "reason", Type.TEXT).longest(200),
            optional("feedback", "feedback", Type.TEXT).longest(4000),
            optional("reactivation", "reactivation", Type.BOOLEAN)),
    /** Product use per day and feature. */
    USAGE(
            "usage",
            optional("user", "user_id", Type.RECORD_REFERENCE).longest(150),
            required("day", "day", Type.DATE),
            required("feature", "feature", Type.NAME).longest(200),
            required("count", "count", Type.INTEGER),
            optional("durationSeconds", "duration_seconds", Type.INTEGER)),
    /** Support tickets. */
    TICKET(
            "ticket",
            required("openedAt", "opened_at", Type.INSTANT),
            optional("resolvedAt", "resolved_at", Type.INSTANT),
            optional("priority", "priority", Type.NAME).longest(50),
            optional("satisfaction", "satisfaction", Type.DECIMAL)),
    /** Meetings, calls and e-mails. */
    TOUCHPOINT(
            "touchpoint",
            required("kind", "kind", Type.CHOICE).oneOf(Choices.of("touchpoint", "kind")),
            optional("meetingKind", "meeting_kind", Type.CHOICE).oneOf(Choices.of("touchpoint", "meetingKind")),
            required("status", "status", Type.CHOICE).oneOf(Choices.of("touchpoint", "status")),
            optional("direction", "direction", Type.CHOICE).oneOf(Choices.of("touchpoint", "direction")),
            optional("contacts", "contact_ids", Type.RECORD_REFERENCES),
            optional("colleagueEmail", "colleague_email", Type.EMAIL),
            required("occurredAt", "occurred_at", Type.INSTANT),
            optional("answered", "answered", Type.BOOLEAN),
            optional("answeredAt", "answered_at", Type.INSTANT),
            optional("bookedAt", "booked_at", Type.INSTANT)),
    /** Ratings by account managers. */
    SENTIMENT(
            "sentiment",
            required("ratedOn", "rated_on", Type.DATE),
            required("rating", "rating", Type.INTEGER),
            optional("ratedBy", "rated_by", Type.NAME).longest(254),
            optional("comment", "comment", Type.TEXT).longest(4000));

    /** Of touchpoints. */
    private static final Set<String> COMPUTED = Set.of("twoWayAt", "outreach", "withSponsor");

    private final String table;
    private final List<FieldForm> fields;

    RecordKind(String table, FieldForm... fields) {
        this.table = table;
        this.fields = List.of(fields);
    }

    /** The table that stores these records. */
    public String table() {
        return table;
    }

    /** The fields that have columns, besides id and references to accounts, in the order of the columns. */
    public List<FieldForm> fields() {
        return fields;
    }

    /** Its name in the metric language. */
    public String languageName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The field with a column of that name; empty when there is none. */
    public Optional<FieldForm> field(String name) {
        return fields.stream().filter(field -> field.name().equals(name)).findFirst();
    }

    /** Whether a field of the metric language follows from others, so that nobody sends it. */
    public boolean isComputed(String name) {
        return this == TOUCHPOINT && COMPUTED.contains(name);
    }

    /** The fields that have no column, by name; empty for usage, whose rows are narrow. */
    public Map<String, RecordField> further(Vocabulary vocabulary) {
        Map<String, RecordField> further = new LinkedHashMap<>();
        if (this != USAGE) {
            further.putAll(vocabulary.kind(languageName()).fields());
            further.keySet().removeIf(name -> isComputed(name) || field(name).isPresent());
        }
        return further;
    }

    /** Whether a change of such records changes what is published of the account itself. */
    public boolean changesAccount() {
        return this == ACCOUNT || this == CONTACT;
    }

    /** Whether figures of a day are known only when the source is complete through that day. */
    public boolean boundByDay() {
        return this == USAGE || this == TICKET || this == TOUCHPOINT || this == CHURN_EVENT || this == SENTIMENT;
    }
}
