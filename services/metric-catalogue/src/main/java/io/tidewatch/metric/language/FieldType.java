package io.tidewatch.metric.language;

/** What a field of a record holds. */
public enum FieldType {
    /** A short text out of an open list, such as a segment or a feature. */
    NAME,
    /** Free text. */
    TEXT,
    /** A word of a closed list. */
    WORD,
    /** Several words of a closed list. */
    WORDS,
    BOOLEAN,
    INTEGER,
    DECIMAL,
    /** An amount with its currency. */
    MONEY,
    DATE,
    INSTANT,
    /** A reference to a record of another kind. */
    REF,
    /** References to several records of another kind. */
    REFS;

    /** Whether a figure can be split by it. */
    public boolean isDimension() {
        return this == NAME || this == WORD || this == BOOLEAN || this == REF;
    }

    /** Whether it says when something is. */
    public boolean isTime() {
        return this == DATE || this == INSTANT;
    }
}
