package io.tidewatch.metric.language;

/** What can be wrong with a file of records, shared words or metrics. Sentences may change; these names do not. */
public enum MistakeKind {
    /** The file lacks a key, has one that is not known, or has a value of another form. */
    STRUCTURE,
    /** A sign that is not part of the language. */
    UNREADABLE,
    /** A token in the wrong place. */
    UNEXPECTED,
    /** A bracket without its partner; often a comma inside braces that YAML took for its own. */
    UNBALANCED,
    /** More characters than an expression may have. */
    TOO_LONG,
    /** More nesting than an expression may have. */
    TOO_DEEP,
    /** More parameters, measures or subjects than a file may have. */
    TOO_MANY,
    /** A name with signs it cannot have, or a word of the language as a name. */
    BAD_NAME,
    /** A name that is defined twice, or is the name of a kind of record or of one of its fields. */
    NAME_TAKEN,
    /** A metric defines a name of the shared words again. */
    SHARED_NAME,
    /** A measure, set of subjects or parameter that nothing uses. */
    UNUSED,
    /** Measures, subjects or metrics that need each other. */
    CIRCLE,
    UNKNOWN_KIND,
    UNKNOWN_FIELD,
    UNKNOWN_SPAN,
    UNKNOWN_MEASURE,
    UNKNOWN_PARAMETER,
    UNKNOWN_METRIC,
    UNKNOWN_FUNCTION,
    /** A word that the list of a field does not have. */
    UNKNOWN_WORD,
    /** The reporting currency is not a code of ISO 4217. */
    UNKNOWN_CURRENCY,
    /** A window that is none of those of the language. */
    UNKNOWN_WINDOW,
    /** Operands that do not go together. */
    TYPE,
    NOT_A_CONDITION,
    NOT_A_DAY,
    NOT_A_LIST,
    /** A dot after a field that refers to no record, or more than one step along references. */
    NOT_A_REFERENCE,
    /** A field with too many values to split a figure by. */
    NOT_A_DIMENSION,
    /** The unit of the metric does not fit its value. */
    UNIT,
    /** A window or state that depends on the period of a metric without one. */
    NEEDS_PERIOD,
    /** A ratio whose numerator can count where its denominator does not. */
    NEEDS_POPULATION,
    /** The formula over sums has no meaning, so the file must say how accounts are put together. */
    NEEDS_OVER_ACCOUNTS,
    /** The formula over sums says all; or the metric has no value per account. */
    NEEDLESS_OVER_ACCOUNTS,
    /** Records of reporting and of account-ingestion in one metric. */
    MIXED_HOMES,
    /** A time at an aggregate over subjects, which have one already. */
    TIME_IN_SUBJECTS,
    /** Records that do not refer to the subjects. */
    NO_RELATION,
    /** The window {@code span} without a subject that has one. */
    NO_SPAN,
    /** Bands out of order or without an end. */
    BANDS,
    /** A score whose scale has no length, or whose weights are negative or all 0. */
    SCALE,
    /** A parameter that changes its form. */
    PARAMETER_FORM,
    /** A hint: the last of a cohort had less time than the first. */
    UNSHIFTED_COHORT;

    /** Whether a file may be used all the same. */
    public boolean isHint() {
        return this == UNSHIFTED_COHORT;
    }
}
