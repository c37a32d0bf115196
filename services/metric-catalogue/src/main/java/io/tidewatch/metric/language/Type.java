package io.tidewatch.metric.language;

import java.util.List;
import java.util.Objects;

/**
 * What an expression yields.
 *
 * @param words the closed list of a {@link Sort#WORD} or {@link Sort#WORDS}, else empty
 * @param target the kind that a {@link Sort#REFERENCE} refers to, else null
 */
public record Type(Sort sort, List<String> words, String target) {
    /** A value in a formula that has a mistake already; goes with everything. */
    static final Type UNKNOWN = of(Sort.UNKNOWN);

    static final Type NUMBER = of(Sort.NUMBER);
    static final Type SHARE = of(Sort.SHARE);
    static final Type CONDITION = of(Sort.CONDITION);
    static final Type DATE = of(Sort.DATE);

    public Type {
        Objects.requireNonNull(sort, "sort");
        words = List.copyOf(words);
    }

    /** The sorts of values; they decide which operators fit. */
    public enum Sort {
        UNKNOWN("a value"),
        NUMBER("a number"),
        /** A quotient of two amounts of the same sort. */
        SHARE("a share"),
        /** A number of days. */
        DAYS("a number of days"),
        /** A number of hours. */
        HOURS("a number of hours"),
        MONEY("money"),
        /** True or false; counts as 1 or 0. */
        CONDITION("a condition"),
        TEXT("a text"),
        WORD("a word of a list"),
        WORDS("several words of a list"),
        /** A day. */
        DATE("a day"),
        /** A moment; where a day is needed, its UTC day. */
        INSTANT("a moment"),
        REFERENCE("a reference"),
        REFERENCES("several references");

        private final String shown;

        Sort(String shown) {
            this.shown = shown;
        }
    }

    static Type of(Sort sort) {
        return new Type(sort, List.of(), null);
    }

    static Type of(RecordField field) {
        Sort sort =
                switch (field.type()) {
                    case NAME, TEXT -> Sort.TEXT;
                    case WORD -> Sort.WORD;
                    case WORDS -> Sort.WORDS;
                    case BOOLEAN -> Sort.CONDITION;
                    case INTEGER, DECIMAL -> Sort.NUMBER;
                    case MONEY -> Sort.MONEY;
                    case DATE -> Sort.DATE;
                    case INSTANT -> Sort.INSTANT;
                    case REF -> Sort.REFERENCE;
                    case REFS -> Sort.REFERENCES;
                };
        return new Type(sort, field.words(), field.target());
    }

    boolean is(Sort wanted) {
        return sort == wanted;
    }

    boolean isUnknown() {
        return sort == Sort.UNKNOWN;
    }

    /** Whether it says when something is. */
    boolean isTime() {
        return sort == Sort.DATE || sort == Sort.INSTANT || isUnknown();
    }

    /** Whether one can calculate with it; a condition counts as 1 or 0. */
    boolean isNumeric() {
        return switch (sort) {
            case NUMBER, SHARE, DAYS, HOURS, MONEY, CONDITION, UNKNOWN -> true;
            default -> false;
        };
    }

    /** Whether it is a number without a unit. */
    boolean isPlain() {
        return sort == Sort.NUMBER || sort == Sort.SHARE || sort == Sort.CONDITION;
    }

    /** As a sentence names it. */
    String shown() {
        return sort.shown;
    }
}
