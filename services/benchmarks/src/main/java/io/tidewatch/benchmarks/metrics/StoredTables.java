package io.tidewatch.benchmarks.metrics;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidewatch.metric.history.AccountRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Where account-ingestion stores each kind of record but usage, and the lines that COPY takes for it. */
final class StoredTables {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SOURCE = "bench";
    private static final String NULL = "\\N";

    /** A table, and the fields of a record that are its columns in snake case. */
    private record Table(String name, List<String> fields) {
        Table(String name, String... fields) {
            this(name, List.of(fields));
        }
    }

    private static final Map<String, Table> TABLES = Map.of(
            "account",
            new Table(
                    "account",
                    "name",
                    "segment",
                    "businessModel",
                    "lifecycleStage",
                    "industry",
                    "country",
                    "csmEmail",
                    "salesOwnerEmail",
                    "signupDate"),
            "contact",
            new Table("contact", "name", "email", "role"),
            "user",
            new Table("account_user", "email", "seatAssignedFrom", "seatAssignedUntil"),
            "contract_period",
            new Table("contract_period", "startDate", "endDate", "mrr", "purchasedSeats", "trial", "plan"),
            "churn_event",
            new Table("churn_event", "churnedOn", "reason", "feedback", "reactivation"),
            "ticket",
            new Table("ticket", "openedAt", "resolvedAt", "priority", "satisfaction"),
            "touchpoint",
            new Table(
                    "touchpoint",
                    "kind",
                    "meetingKind",
                    "status",
                    "direction",
                    "contacts",
                    "colleagueEmail",
                    "occurredAt",
                    "answered",
                    "answeredAt",
                    "bookedAt"),
            "sentiment",
            new Table("sentiment", "ratedOn", "rating", "ratedBy", "comment"));

    private StoredTables() {}

    /** The table and columns of a kind, as COPY names them. */
    static String target(String kind) {
        Table table = TABLES.get(kind);
        if (table == null) {
            return "record (kind, account_id, id, fields, source, external_id, content_hash, known_at)";
        }
        List<String> columns = new ArrayList<>(List.of("id"));
        if (!kind.equals("account")) {
            columns.add("account_id");
        }
        columns.addAll(List.of("source", "external_id", "content_hash", "known_at"));
        for (String field : table.fields()) {
            switch (field) {
                case "mrr" -> columns.addAll(List.of("mrr_minor", "currency"));
                case "contacts" -> columns.add("contact_ids");
                default -> columns.add(field.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT));
            }
        }
        return table.name() + " (" + String.join(", ", columns) + ")";
    }

    /** A record as a line of COPY in its text format. */
    static String line(String account, AccountRecord record, String knownAt) {
        Table table = TABLES.get(record.kind());
        List<Object> cells = new ArrayList<>();
        if (table == null) {
            cells.addAll(List.of(record.kind(), account, record.id(), json(record.fields())));
            cells.addAll(List.of(SOURCE, record.id(), "", knownAt));
        } else {
            cells.add(record.id());
            if (!record.kind().equals("account")) {
                cells.add(account);
            }
            cells.addAll(List.of(SOURCE, record.id(), "", knownAt));
            table.fields().forEach(field -> add(cells, field, record.fields().get(field)));
        }
        return cells.stream().map(StoredTables::cell).collect(Collectors.joining("\t", "", "\n"));
    }

    private static void add(List<Object> cells, String field, Object value) {
        switch (value) {
            case AccountRecord.Amount amount -> {
                cells.add(amount.minor());
                cells.add(amount.currency());
            }
            case List<?> items ->
                cells.add(items.stream().map(Object::toString).collect(Collectors.joining(",", "{", "}")));
            case null -> cells.add(field.equals("contacts") ? "{}" : null);
            default -> cells.add(value);
        }
    }

    private static String cell(Object value) {
        return value == null
                ? NULL
                : value.toString().replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n");
    }

    private static String json(Map<String, Object> fields) {
        Map<String, Object> written = new LinkedHashMap<>();
        fields.forEach((name, value) -> written.put(
                name,
                switch (value) {
                    case AccountRecord.Amount amount -> Map.of("minor", amount.minor(), "currency", amount.currency());
                    case Number number -> number;
                    case Boolean flag -> flag;
                    case List<?> items -> items.stream().map(Object::toString).toList();
                    default -> value.toString();
                }));
        try {
            return JSON.writeValueAsString(written);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Fields could not be written", e);
        }
    }
}
