package io.tidewatch.ingestion.mapping;

import io.tidewatch.metric.language.RecordField;
import io.tidewatch.metric.language.Vocabulary;
import java.util.List;

/**
 * One field of a record.
 *
 * @param name in mapping files and contracts
 * @param column of the table; null for one that is stored by its name in the column {@code fields}
 * @param type what its text must look like
 * @param required whether a record without it is rejected
 * @param longest the most characters of a text
 * @param choices the words that are valid, for {@link Type#CHOICE} and {@link Type#CHOICES}
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
        INTEGER("integer"),
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
        RECORD_REFERENCES("text[]"),
        /** Several of a closed list of words. */
        CHOICES(null),
        /** A whole number, of less than 0 too. */
        SIGNED(null),
        /** An amount with a currency of its own, stored in minor units. */
        AMOUNT(null),
        /** The id of an account, as the file has it. */
        ACCOUNT_REFERENCE(null),
        /** The ids of several accounts. */
        ACCOUNT_REFERENCES(null);

        private final String sqlType;

        Type(String sqlType) {
            this.sqlType = sqlType;
        }

        /** Name of the type in PostgreSQL; null for values that never have a column of their own. */
        public String sqlType() {
            return sqlType;
        }

        /** Whether a cell may have several items. */
        public boolean isList() {
            return this == RECORD_REFERENCES || this == ACCOUNT_REFERENCES || this == CHOICES;
        }
    }

    static FieldForm required(String name, String column, Type type) {
        return new FieldForm(name, column, type, true, 254, List.of());
    }

    static FieldForm optional(String name, String column, Type type) {
        return new FieldForm(name, column, type, false, 254, List.of());
    }

    /** A field of the metric language without a column, with the bounds that a request has to keep. */
    static FieldForm further(String name, RecordField field) {
        boolean account = Vocabulary.ACCOUNT.equals(field.target());
        Type type =
                switch (field.type()) {
                    case NAME -> Type.NAME;
                    case TEXT -> Type.TEXT;
                    case WORD -> Type.CHOICE;
                    case WORDS -> Type.CHOICES;
                    case BOOLEAN -> Type.BOOLEAN;
                    case INTEGER -> Type.SIGNED;
                    case DECIMAL -> Type.DECIMAL;
                    case MONEY -> Type.AMOUNT;
                    case DATE -> Type.DATE;
                    case INSTANT -> Type.INSTANT;
                    case REF -> account ? Type.ACCOUNT_REFERENCE : Type.RECORD_REFERENCE;
                    case REFS -> account ? Type.ACCOUNT_REFERENCES : Type.RECORD_REFERENCES;
                };
        int longest = type == Type.TEXT ? 10_000 : 300;
        return new FieldForm(name, null, type, field.required(), longest, field.words());
    }

    FieldForm longest(int characters) {
        return new FieldForm(name, column, type, required, characters, choices);
    }

    FieldForm oneOf(List<String> words) {
        return new FieldForm(name, column, type, required, longest, words);
    }
}
