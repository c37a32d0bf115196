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
import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** A kind of record with a table of its own: the statement that reads it, and what its columns mean. */
enum StoredKind {
    CONTACT("contacts_known", text("role", "role")),
    /** Its rows are read in arrays. */
    USER("users_known") {
        @Override
        String statement(Vocabulary held) {
            return UserRows.STATEMENT;
        }

        @Override
        Consumer<Row> into(Vocabulary held, Map<String, HistoryBuilder> histories) {
            return new UserRows(held.kind(kind()), histories)::add;
        }
    },
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

    private final String function;
    private final List<StoredField> fields;

    StoredKind(String function, StoredField... fields) {
        this.function = function;
        this.fields = List.of(fields);
    }

    /** Its name in the metric language. */
    String kind() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Reads account, id, fields with a column and, where others are held, these as JSON. Parameters: $1 the accounts, $2 as known at (null for as known now). Only
     * accounts of which there are records have rows.
     */
    String statement(Vocabulary held) {
        return "select x.account_id, x.id" + StoredField.selected(held(held), held.kind(kind())) + " from " + function
                + "(coalesce($2::timestamptz, 'infinity')) x where x.account_id = any ($1)";
    }

    /** Takes the rows of {@link #statement} into these histories, which have the accounts as keys. */
    Consumer<Row> into(Vocabulary held, Map<String, HistoryBuilder> histories) {
        return new RowFiller(held.kind(kind()), held(held), histories)::add;
    }

    private List<StoredField> held(Vocabulary held) {
        return StoredField.held(fields, held.kind(kind()));
    }
}
