package io.tidewatch.ingestion.history;

import io.tidewatch.metric.history.ColumnBuilder;
import io.tidewatch.metric.history.HistoryBuilder;
import io.tidewatch.metric.history.RowsBuilder;
import io.tidewatch.metric.language.FieldType;
import io.tidewatch.metric.language.RecordField;
import io.tidewatch.metric.language.RecordKind;
import io.tidewatch.metric.language.RecordKind.Home;
import io.tidewatch.metric.language.Vocabulary;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Puts the records of declared kinds into histories as they arrive, all kinds from one statement. A record can be older than
 * the catalogue that reads it: fields that its kind does not have any more are left out, and a value of another type is missing.
 */
final class DeclaredRecords {

    /** Parameters: $1 the accounts, $2 as known at (null for as known now), $3 the kinds. */
    static final String STATEMENT = """
            select x.account_id, x.kind, x.id, x.fields
            from records_known(coalesce($2::timestamptz, 'infinity')) x
            where x.account_id = any ($1) and x.kind = any ($3)
            """;

    private final Vocabulary vocabulary;
    private final Map<String, HistoryBuilder> histories;

    DeclaredRecords(Vocabulary vocabulary, Map<String, HistoryBuilder> histories) {
        this.vocabulary = vocabulary;
        this.histories = histories;
    }

    /** The names of those of the kinds that the vocabulary declares, in order. */
    static Set<String> declared(Vocabulary vocabulary, Set<String> kinds) {
        Set<String> declared = new TreeSet<>();
        for (String name : kinds) {
            RecordKind kind = vocabulary.kind(name);
            if (kind != null && kind.home() == Home.DECLARED) {
                declared.add(name);
            }
        }
        return declared;
    }

    /** Takes a row of {@link #STATEMENT}. */
    void add(Row row) {
        RecordKind kind = vocabulary.kind(row.getString(1));
        RowsBuilder rows = histories.get(row.getString(0)).rows(kind.name());
        rows.next(row.getString(2));
        for (Map.Entry<String, Object> entry : row.getJsonObject(3)) {
            RecordField field = kind.fields().get(entry.getKey());
            if (field != null) {
                read(field.type(), entry.getValue(), rows.column(entry.getKey()));
            }
        }
    }

    private static void read(FieldType type, Object value, ColumnBuilder to) {
        switch (value) {
            case String text -> readText(type, text, to);
            case Number number when type == FieldType.INTEGER && isWhole(number) -> to.number(number.longValue());
            case Number number when type == FieldType.DECIMAL -> to.decimal(number.doubleValue());
            case Boolean flag when type == FieldType.BOOLEAN -> to.flag(flag);
            case JsonObject amount
            when type == FieldType.MONEY -> to.money(amount.getLong("minor"), amount.getString("currency"));
            case JsonArray items
            when type == FieldType.WORDS || type == FieldType.REFS -> {
                List<String> texts = new ArrayList<>();
                items.forEach(item -> texts.add((String) item));
                to.texts(texts);
            }
            default -> {
                // Of another type than the kind has now: missing.
            }
        }
    }

    private static boolean isWhole(Number number) {
        return number instanceof Long || number instanceof Integer;
    }

    private static void readText(FieldType type, String text, ColumnBuilder to) {
        try {
            switch (type) {
                case NAME, TEXT, WORD, REF -> to.text(text);
                case DATE -> to.day(LocalDate.parse(text));
                case INSTANT -> to.moment(Instant.parse(text));
                default -> {
                    // As above.
                }
            }
        } catch (DateTimeException other) {
            // A day where there is a time now, or the other way round: missing.
        }
    }
}
