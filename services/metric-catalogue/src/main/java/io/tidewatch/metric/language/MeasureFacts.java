package io.tidewatch.metric.language;

/**
 * What the checker knows of a measure, or of an aggregate of a subject.
 *
 * @param type type of its value
 * @param adds whether the values of accounts can be added up to one of a group
 * @param reads what it looks at itself, without the measures that it uses
 */
record MeasureFacts(Type type, boolean adds, Reads reads) {
    /** A measure that has a mistake already. */
    static final MeasureFacts BROKEN = new MeasureFacts(Type.UNKNOWN, true, Reads.NOTHING);
}
