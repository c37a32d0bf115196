package io.tidewatch.ingestion.history;

import static io.tidewatch.ingestion.history.StoredField.day;
import static io.tidewatch.ingestion.history.StoredField.flag;
import static io.tidewatch.ingestion.history.StoredField.moment;
import static io.tidewatch.ingestion.history.StoredField.money;
import static io.tidewatch.ingestion.history.StoredField.number;
import static io.tidewatch.ingestion.history.StoredField.text;
import static io.tidewatch.ingestion.history.StoredField.texts;

import io.tidewatch.metric.history.HistoryBuilder;
import io.tidewatch.metric.language.Vocabulary;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A kind of record with a table of its own: the statement that reads it, and what its columns mean. */
enum StoredKind {
    CONTACT("contacts_known", text("role", "role")),
    USER("users_known", day("seatAssignedFrom", "seat_assigned_from"), day("seatAssignedUntil", "seat_assigned_until")),
    CONTRACT_PERIOD(
            "contract_periods_known",
            day("startDate", "start_date"),
            day("endDate", "end_date"),
            money("mrr", "mrr_minor", "currency"),
            number("purchasedSeats", "purchased_seats"),
            flag("trial", "trial"),
            text("plan", "plan")),
    CHURN_EVENT(
            "churn_events_known",
            day("churnedOn", "churned_on"),
            text("reason", "reason"),
            flag("reactivation", "reactivation")),
    TICKET(
            "tickets_known",
            moment("openedAt", "opened_at"),
            moment("resolvedAt", "resolved_at"),
            text("priority", "priority"),
            StoredField.decimal("satisfaction", "satisfaction")),
    TOUCHPOINT(
            "touchpoints_known",
            text("kind", "kind"),
            text("meetingKind", "meeting_kind"),
            text("status", "status"),
            text("direction", "direction"),
            texts("contacts", "contact_ids"),
            moment("occurredAt", "occurred_at"),
            moment("bookedAt", "booked_at"),
            moment("twoWayAt", "two_way_at"),
            flag("outreach", "outreach")),
    SENTIMENT("sentiments_known", day("ratedOn", "rated_on"), number("rating", "rating"), text("ratedBy", "rated_by")),
    /** Read by {@link UsageRows}. */
    USAGE("usage_known");

    private final List<StoredField> fields;
    private final String statement;

    StoredKind(String function, StoredField... fields) {
        this.fields = List.of(fields);
        String columns = Arrays.stream(fields).map(StoredField::columns).collect(Collectors.joining(", "));
        // Most records have no further fields; an empty object would have to be read.
        this.statement = "select x.account_id, x.id, " + columns + ", nullif(x.fields, '{}') from " + function
                + "(coalesce($2::timestamptz, 'infinity')) x where x.account_id = any ($1)";
    }

    /** The kind of that name of the metric language; null when its records are not stored in a table of their own. */
    static StoredKind named(String kind) {
        return Arrays.stream(values())
                .filter(stored -> stored.kind().equals(kind))
                .findFirst()
                .orElse(null);
    }

    /** Its name in the metric language. */
    String kind() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Reads account, id, fields with a column and the others as JSON. Parameters: $1 the accounts, $2 as known at (null for as known now). Only accounts of which
     * there are records have rows.
     */
    String statement() {
        return statement;
    }

    /** Takes the rows of {@link #statement} into these histories, which have the accounts as keys. */
    RowFiller into(Vocabulary vocabulary, Map<String, HistoryBuilder> histories) {
        return new RowFiller(vocabulary.kind(kind()), fields, histories);
    }
}
