package io.tidewatch.ingestion.history;

import io.tidewatch.metric.history.ColumnBuilder;
import io.tidewatch.metric.language.RecordKind;
import io.vertx.sqlclient.Row;
import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A field of a record, as a table stores it.
 *
 * @param name in the metric language
 * @param columns in SQL, separated by commas
 * @param width how many columns
 * @param reading takes the value of a row, from the first of its columns on
 */
record StoredField(String name, String columns, int width, Reading reading) {

    /** Takes a value; SQL's null stays missing. */
    interface Reading {
        void read(Row row, int column, ColumnBuilder to);
    }

    static StoredField text(String name, String column) {
        return of(name, column, (row, at, to) -> to.text(row.getString(at)));
    }

    static StoredField texts(String name, String column) {
        return of(name, column, (row, at, to) -> {
            String[] values = row.getArrayOfStrings(at);
            to.texts(values == null ? null : List.of(values));
        });
    }

    static StoredField day(String name, String column) {
        return of(name, column, (row, at, to) -> to.day(row.getLocalDate(at)));
    }

    static StoredField moment(String name, String column) {
        return of(name, column, (row, at, to) -> {
            OffsetDateTime value = row.getOffsetDateTime(at);
            to.moment(value == null ? null : value.toInstant());
        });
    }

    static StoredField number(String name, String column) {
        return of(name, column, (row, at, to) -> {
            Long value = row.getLong(at);
            if (value != null) {
                to.number(value);
            }
        });
    }

    static StoredField decimal(String name, String column) {
        return of(name, column, (row, at, to) -> {
            BigDecimal value = row.getBigDecimal(at);
            if (value != null) {
                to.decimal(value.doubleValue());
            }
        });
    }

    static StoredField flag(String name, String column) {
        return of(name, column, (row, at, to) -> {
            Boolean value = row.getBoolean(at);
            if (value != null) {
                to.flag(value);
            }
        });
    }

    static StoredField money(String name, String minor, String currency) {
        return new StoredField(
                name,
                "x." + minor + ", x." + currency,
                2,
                (row, at, to) -> to.money(row.getLong(at), row.getString(at + 1)));
    }

    /** Those that are held of a kind. */
    static List<StoredField> held(List<StoredField> stored, RecordKind kind) {
        return stored.stream()
                .filter(field -> kind.fields().containsKey(field.name()))
                .toList();
    }

    /** What a statement selects of a kind, behind other columns: these fields, then the further ones as JSON, where the kind has some. */
    static String selected(List<StoredField> held, RecordKind kind) {
        // Most records have no further fields; an empty object would have to be read.
        String further = further(held, kind) ? ", nullif(x.fields, '{}')::text" : "";
        return held.stream().map(field -> ", " + field.columns()).collect(Collectors.joining("", "", further));
    }

    /** Whether a kind has fields beside these, which have no column. */
    static boolean further(List<StoredField> stored, RecordKind kind) {
        return kind.fields().size() > stored.size();
    }

    private static StoredField of(String name, String column, Reading reading) {
        return new StoredField(name, "x." + column, 1, reading);
    }
}
