package io.tidewatch.ingestion.mapping;

import java.util.List;

/**
 * One field of a record.
 *
 * @param name in mapping files and contracts
 * @param column of the table
 * @param type what its text must look like
 * @param required whether a record without it is rejected
 * @param longest the most characters of a text
 * @param choices the words that are valid, for {@link Type#CHOICE}
 */
public record FieldForm(String name, String column, Type type, boolean required, int longest, List<String> choices) {

    /** What a text must look like, and the type of the column. */
    public enum Type {
        /** Any text, of several lines too. */
        TEXT("text"),
        /** A name: one line of text. */
        NAME("text"),
        /** An e-mail address. */
        EMAIL("text"),
        /** One of a closed list of words. */
        CHOICE("text"),
        /** An ISO 4217 code, stored in capital letters. */
        CURRENCY("text"),
        /** A day. */
        DATE("date"),
        /** A point in time; UTC where no zone is given. */
        INSTANT("timestamptz"),
        /** A whole number of 0 or more. */
        INTEGER("bigint"),
        /** A number with or without decimals. */
        DECIMAL("numeric"),
        /** An amount, stored per month and in minor units of the currency of its record. */
        MONEY("bigint"),
        /** The months that an amount of the file is for; read, but not stored. */
        AMOUNT_PERIOD("integer"),
        /** True or false, see {@link Choices}. */
        BOOLEAN("boolean"),
        /** The id of another record of the same source. */
        RECORD_REFERENCE("text"),
        /** The ids of several records of the same source. */
        RECORD_REFERENCES("text[]");

        private final String sqlType;

        Type(String sqlType) {
            this.sqlType = sqlType;
        }

        /** Name of the type in PostgreSQL. */
        public String sqlType() {
            return sqlType;
        }
    }

    static FieldForm required(String name, String column, Type type) {
        return new FieldForm(name, column, type, true, 254, List.of());
    }

    static FieldForm optional(String name, String column, Type type) {
        return new FieldForm(name, column, type, false, 254, List.of());
    }

    FieldForm longest(int characters) {
        return new FieldForm(name, column, type, required, characters, choices);
    }

    FieldForm oneOf(List<String> words) {
        return new FieldForm(name, column, type, required, longest, words);
    }
}
