package io.tidewatch.engine.fact;

import io.tidewatch.engine.client.ingestion.model.JudgedRecord;
import io.tidewatch.metric.history.AccountRecord;
import io.tidewatch.metric.language.FieldType;
import io.tidewatch.metric.language.RecordField;
import io.tidewatch.metric.language.RecordKind;
import io.tidewatch.metric.language.Vocabulary;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Converts published records to those of the metric language. A field that its kind does not have, or not of that type, is missing. */
final class RecordMapper {

    private RecordMapper() {}

    /**
     * The records of kinds that there are.
     *
     * @param published null for none
     */
    static List<AccountRecord> records(List<JudgedRecord> published, Vocabulary kinds) {
        return published == null
                ? List.of()
                : published.stream()
                        .map(record -> record(record, kinds.kind(record.getKind())))
                        .filter(Objects::nonNull)
                        .toList();
    }

    private static AccountRecord record(JudgedRecord published, RecordKind kind) {
        if (kind == null) {
            return null;
        }
        Map<String, Object> fields = new HashMap<>();
        published.getFields().forEach((name, value) -> {
            RecordField field = kind.fields().get(name);
            Object read = field == null ? null : value(field.type(), value);
            if (read != null) {
                fields.put(name, read);
            }
        });
        return new AccountRecord(kind.name(), published.getId(), fields);
    }

    /** Null when it is of another type. Rules read neither lists nor amounts of money. */
    private static Object value(FieldType type, Object value) {
        return switch (type) {
            case NAME, TEXT, WORD, REF -> value instanceof String ? value : null;
            case BOOLEAN -> value instanceof Boolean ? value : null;
            case INTEGER, DECIMAL -> value instanceof Number ? value : null;
            case DATE, INSTANT -> value instanceof String text ? time(type, text) : null;
            case WORDS, REFS, MONEY -> null;
        };
    }

    private static Object time(FieldType type, String text) {
        try {
            return type == FieldType.DATE
                    ? LocalDate.parse(text)
                    : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException other) {
            // A day where there is a time now, or the other way round.
            return null;
        }
    }
}
