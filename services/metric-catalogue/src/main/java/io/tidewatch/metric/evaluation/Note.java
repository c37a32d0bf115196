package io.tidewatch.metric.evaluation;

/** Why an aggregate has no value. Kept as numbers; a sentence is made of it when somebody asks. */
final class Note {
    /** The reasons. */
    enum Why {
        /** It has a value, or there is nothing to say. */
        NONE,
        /** The records of a kind are not covered for its days. */
        NOT_COVERED,
        /** Some of the records have no value. */
        MISSING_VALUES,
        /** Some of the records of subjects do not have the field that makes the subjects. */
        MISSING_SUBJECT,
        /** Amounts of two currencies met, and a rate is missing. */
        NO_RATE,
        /** There is no record, or there are too few. */
        NOTHING,
        /** The day that its window begins or ends with has no value. */
        NO_ANCHOR,
        /** The mean is 0. */
        NO_MEAN
    }

    /** The last day of what is ahead. */
    static final int OPEN = Integer.MAX_VALUE;

    Why why = Why.NONE;
    /** The kind of record. */
    int kind;
    /** {@link Why#NOT_COVERED}: the days that are needed; {@link Why#NOTHING}: the days without a record. */
    int from;

    int through;
    /** {@link Why#MISSING_VALUES}: how many of how many. */
    int count;

    int total;
    /** {@link Why#MISSING_VALUES}: what they do not have. */
    String what;
    /** {@link Why#NO_RATE}: the number of the currency. */
    int currency;

    void clear() {
        why = Why.NONE;
    }

    void notCovered(int ofKind, int first, int last) {
        why = Why.NOT_COVERED;
        kind = ofKind;
        from = first;
        through = last;
    }

    void missing(Why which, int ofKind, int without, int of, String value) {
        why = which;
        kind = ofKind;
        count = without;
        total = of;
        what = value;
    }

    void noRate(int ofCurrency) {
        why = Why.NO_RATE;
        currency = ofCurrency;
    }

    void nothing(int ofKind, int first, int last) {
        why = Why.NOTHING;
        kind = ofKind;
        from = first;
        through = last;
    }

    void copy(Note other) {
        why = other.why;
        kind = other.kind;
        from = other.from;
        through = other.through;
        count = other.count;
        total = other.total;
        what = other.what;
        currency = other.currency;
    }
}
