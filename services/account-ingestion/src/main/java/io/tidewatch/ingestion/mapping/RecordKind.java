package io.tidewatch.ingestion.mapping;

import static io.tidewatch.ingestion.mapping.FieldForm.optional;
import static io.tidewatch.ingestion.mapping.FieldForm.required;

import io.tidewatch.ingestion.mapping.FieldForm.Type;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The kinds of record that a file can deliver, with the fields of each and the table that stores it. */
public enum RecordKind {
    /** Customer companies. */
    ACCOUNT(
            "account",
            required("name", "name", Type.NAME).longest(300),
            optional("segment", "segment", Type.NAME).longest(100),
            optional("businessModel", "business_model", Type.CHOICE).oneOf(Choices.BUSINESS_MODELS),
            optional("lifecycleStage", "lifecycle_stage", Type.CHOICE).oneOf(Choices.LIFECYCLE_STAGES),
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
            optional("role", "role", Type.CHOICE).oneOf(Choices.CONTACT_ROLES)),
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
            required("kind", "kind", Type.CHOICE).oneOf(Choices.TOUCHPOINT_KINDS),
            optional("meetingKind", "meeting_kind", Type.CHOICE).oneOf(Choices.MEETING_KINDS),
            required("status", "status", Type.CHOICE).oneOf(Choices.TOUCHPOINT_STATES),
            optional("direction", "direction", Type.CHOICE).oneOf(Choices.DIRECTIONS),
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

    /** Name of the field that carries the id of the record in its source. */
    public static final String ID = "id";
    /** Name of the field that refers to the account. */
    public static final String ACCOUNT_FIELD = "account";
    /** Name of the field of usage that refers to the account through a contract period. */
    public static final String PERIOD_FIELD = "contractPeriod";
    /** Name of the field of contract periods that says which period an amount is for. */
    public static final String AMOUNT_PERIOD_FIELD = "amountPeriod";
    /** Start of the names of custom attributes, which are stored as text and shown with the record. */
    public static final String ATTRIBUTE = "attribute.";

    private static final Pattern ATTRIBUTE_NAME = Pattern.compile("attribute\\.[A-Za-z][A-Za-z0-9]{0,63}");

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

    /** The fields besides id and references to accounts, in the order of the columns. */
    public List<FieldForm> fields() {
        return fields;
    }

    /** The field of that name; empty when there is none. */
    public Optional<FieldForm> field(String name) {
        return fields.stream().filter(field -> field.name().equals(name)).findFirst();
    }

    /** The form of everything that a mapping can name: fields, id, references and custom attributes; empty for other names. */
    public Optional<FieldForm> mappable(String name) {
        return switch (name) {
            case ID -> Optional.of(required(ID, null, Type.RECORD_REFERENCE));
            case ACCOUNT_FIELD ->
                this == ACCOUNT ? Optional.empty() : Optional.of(required(name, null, Type.RECORD_REFERENCE));
            case PERIOD_FIELD ->
                this == USAGE ? Optional.of(required(name, null, Type.RECORD_REFERENCE)) : Optional.empty();
            case AMOUNT_PERIOD_FIELD ->
                this == CONTRACT_PERIOD ? Optional.of(required(name, null, Type.AMOUNT_PERIOD)) : Optional.empty();
            default ->
                ATTRIBUTE_NAME.matcher(name).matches()
                        ? Optional.of(optional(name, null, Type.TEXT).longest(1000))
                        : field(name);
        };
    }

    /** The names for {@link #mappable} besides those of custom attributes, in order. */
    public SortedSet<String> mappableNames() {
        SortedSet<String> names = new TreeSet<>();
        fields.forEach(field -> names.add(field.name()));
        Stream.of(ID, ACCOUNT_FIELD, PERIOD_FIELD, AMOUNT_PERIOD_FIELD)
                .filter(name -> mappable(name).isPresent())
                .forEach(names::add);
        return names;
    }

    /** The field that a mapping's {@code endDateIs} is about; empty when records of this kind have no end. */
    public Optional<FieldForm> end() {
        return switch (this) {
            case CONTRACT_PERIOD -> field("endDate");
            case USER -> field("seatAssignedUntil");
            default -> Optional.empty();
        };
    }

    /** Whether a change of such records changes what is published of the account itself. */
    public boolean changesAccount() {
        return this == ACCOUNT || this == CONTACT || this == CONTRACT_PERIOD;
    }

    /** Whether figures of a day are known only when the source is complete through that day. */
    public boolean boundByDay() {
        return this == USAGE || this == TICKET || this == TOUCHPOINT || this == CHURN_EVENT || this == SENTIMENT;
    }

    /** The field with the day by which records count. */
    public FieldForm time() {
        return fields.stream()
                .filter(field -> field.type() == Type.DATE || field.type() == Type.INSTANT)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("Records of the kind " + this + " have no day"));
    }
}
