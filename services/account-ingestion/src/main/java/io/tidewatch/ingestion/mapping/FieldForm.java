package io.tidewatch.ingestion.mapping;

import java.util.List;

/**
 * One field of a record.
 *
 * @param name as mapping files and contracts call it
 * @param column of the table
 * @param type what its text must look like
 * @param required whether a record without it is rejected
 * @param longest most characters of text
 * @param choices the words it can be, for {@link Type#CHOICE}
 */
public record FieldForm(String name, String column, Type type, boolean required, int longest, List<String> choices) {

    /** What a text must look like, and the type of the column. */
    public enum Type {
        /** Anything, in as many lines as it takes. */
        TEXT("text"),
        /** What names something: one line. */
        NAME("text"),
        /** An e-mail address. */
        EMAIL("text"),
        /** One of a closed list of words. */
        CHOICE("text"),
        /** Three capital letters. */
        CURRENCY("text"),
        /** A day. */
        DATE("date"),
        /** A point in time; UTC where no zone is given. */
        INSTANT("timestamptz"),
        /** A whole number, not negative. */
        INTEGER("bigint"),
        /** A number. */
        DECIMAL("numeric"),
        /** An amount, kept in minor units. */
        MONEY("bigint"),
        /** True or false. */
        BOOLEAN("boolean"),
        /** The id of another record of the same source. */
        RECORD_REFERENCE("text"),
        /** Several of them. */
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
