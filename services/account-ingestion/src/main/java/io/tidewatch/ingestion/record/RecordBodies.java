package io.tidewatch.ingestion.record;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidewatch.ingestion.api.model.Contact;
import io.tidewatch.ingestion.api.model.ContractPeriod;
import io.tidewatch.ingestion.api.model.Ticket;
import io.tidewatch.ingestion.api.model.Touchpoint;
import io.tidewatch.ingestion.api.model.User;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Converts between the bodies of the contract and the rows of the tables. */
final class RecordBodies {

    private RecordBodies() {}

    static Map<String, String> values(Contact body) {
        Map<String, String> values = new HashMap<>();
        values.put("name", body.getName());
        values.put("email", MailAddress.canonical(body.getEmail()));
        values.put("role", body.getRole());
        return values;
    }

    static Contact contact(JsonNode row) {
        return new Contact()
                .id(text(row, "id"))
                .version(row.get("version").asLong())
                .accountId(text(row, "account_id"))
                .attributes(CustomAttributes.of(row.get("attributes")))
                .fields(FurtherFields.shown(row.get("fields")))
                .name(text(row, "name"))
                .email(text(row, "email"))
                .role(text(row, "role"));
    }

    static Map<String, String> values(User body) {
        Map<String, String> values = new HashMap<>();
        values.put("email", MailAddress.canonical(body.getEmail()));
        values.put("seatAssignedFrom", text(body.getSeatAssignedFrom()));
        values.put("seatAssignedUntil", text(body.getSeatAssignedUntil()));
        return values;
    }

    static User user(JsonNode row) {
        return new User()
                .id(text(row, "id"))
                .version(row.get("version").asLong())
                .accountId(text(row, "account_id"))
                .attributes(CustomAttributes.of(row.get("attributes")))
                .fields(FurtherFields.shown(row.get("fields")))
                .email(text(row, "email"))
                .seatAssignedFrom(day(row, "seat_assigned_from"))
                .seatAssignedUntil(day(row, "seat_assigned_until"));
    }

    static Map<String, String> values(ContractPeriod body) {
        Map<String, String> values = new HashMap<>();
        values.put("startDate", text(body.getStartDate()));
        values.put("endDate", text(body.getEndDate()));
        values.put("mrr", text(body.getMrrMinor()));
        values.put("currency", body.getCurrency());
        values.put("purchasedSeats", text(body.getPurchasedSeats()));
        values.put("trial", text(body.getTrial()));
        values.put("plan", body.getPlan());
        return values;
    }

    static ContractPeriod contractPeriod(JsonNode row) {
        return new ContractPeriod()
                .id(text(row, "id"))
                .version(row.get("version").asLong())
                .accountId(text(row, "account_id"))
                .attributes(CustomAttributes.of(row.get("attributes")))
                .fields(FurtherFields.shown(row.get("fields")))
                .startDate(day(row, "start_date"))
                .endDate(day(row, "end_date"))
                .mrrMinor(row.get("mrr_minor").asLong())
                .currency(text(row, "currency"))
                .purchasedSeats(
                        row.hasNonNull("purchased_seats")
                                ? row.get("purchased_seats").asInt()
                                : null)
                .trial(row.get("trial").asBoolean())
                .plan(text(row, "plan"));
    }

    static Map<String, String> values(Ticket body) {
        Map<String, String> values = new HashMap<>();
        values.put("openedAt", instant(body.getOpenedAt()));
        values.put("resolvedAt", instant(body.getResolvedAt()));
        values.put("priority", body.getPriority());
        values.put(
                "satisfaction",
                body.getSatisfaction() == null ? null : body.getSatisfaction().toPlainString());
        return values;
    }

    static Ticket ticket(JsonNode row) {
        return new Ticket()
                .id(text(row, "id"))
                .version(row.get("version").asLong())
                .accountId(text(row, "account_id"))
                .attributes(CustomAttributes.of(row.get("attributes")))
                .fields(FurtherFields.shown(row.get("fields")))
                .openedAt(time(row, "opened_at"))
                .resolvedAt(time(row, "resolved_at"))
                .priority(text(row, "priority"))
                .satisfaction(
                        row.hasNonNull("satisfaction")
                                ? new BigDecimal(row.get("satisfaction").asText())
                                : null);
    }

    static Map<String, String> values(Touchpoint body) {
        Map<String, String> values = new HashMap<>();
        values.put("kind", body.getKind());
        values.put("meetingKind", body.getMeetingKind());
        values.put("status", body.getStatus());
        values.put("direction", body.getDirection());
        values.put("contacts", ids(body.getContactIds()));
        values.put("colleagueEmail", MailAddress.canonical(body.getColleagueEmail()));
        values.put("occurredAt", instant(body.getOccurredAt()));
        values.put("answered", text(body.getAnswered()));
        values.put("answeredAt", instant(body.getAnsweredAt()));
        values.put("bookedAt", instant(body.getBookedAt()));
        return values;
    }

    static Touchpoint touchpoint(JsonNode row) {
        List<String> contacts = new ArrayList<>();
        row.get("contact_ids").forEach(contact -> contacts.add(contact.asText()));
        return new Touchpoint()
                .id(text(row, "id"))
                .version(row.get("version").asLong())
                .accountId(text(row, "account_id"))
                .attributes(CustomAttributes.of(row.get("attributes")))
                .fields(FurtherFields.shown(row.get("fields")))
                .kind(text(row, "kind"))
                .meetingKind(text(row, "meeting_kind"))
                .status(text(row, "status"))
                .direction(text(row, "direction"))
                .contactIds(contacts)
                .colleagueEmail(text(row, "colleague_email"))
                .occurredAt(time(row, "occurred_at"))
                .answered(row.hasNonNull("answered") ? row.get("answered").asBoolean() : null)
                .answeredAt(time(row, "answered_at"))
                .bookedAt(time(row, "booked_at"));
    }

    /** Each id once, in order and in its canonical form, so that equal content is equal. */
    private static String ids(List<String> sent) {
        return sent == null
                ? ""
                : sent.stream()
                        .map(MailAddress::canonicalId)
                        .distinct()
                        .sorted()
                        .collect(Collectors.joining("\n"));
    }

    private static String text(Object value) {
        return value == null ? null : value.toString();
    }

    /** Truncated to the microseconds that PostgreSQL stores; finer ones would look like a change. */
    private static String instant(OffsetDateTime time) {
        return time == null
                ? null
                : time.toInstant().truncatedTo(ChronoUnit.MICROS).toString();
    }

    private static String text(JsonNode row, String column) {
        return row.hasNonNull(column) ? row.get(column).asText() : null;
    }

    private static LocalDate day(JsonNode row, String column) {
        return row.hasNonNull(column) ? LocalDate.parse(text(row, column)) : null;
    }

    private static OffsetDateTime time(JsonNode row, String column) {
        return row.hasNonNull(column)
                ? OffsetDateTime.parse(text(row, column)).withOffsetSameInstant(ZoneOffset.UTC)
                : null;
    }
}
