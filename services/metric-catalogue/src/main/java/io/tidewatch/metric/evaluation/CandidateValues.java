package io.tidewatch.metric.evaluation;

/** The subjects that a time clause lets count, in their order. */
final class CandidateValues {
    int size;
    /** The record of each, or the first record of its group; for weeks of no meaning. */
    int[] rows = new int[0];
    /** Why there may be more, or others; {@link Note.Why#NONE} when these are all. */
    final Note note = new Note();
    /** Subjects by number of a record or by value of a field. */
    final NumberSet places = new NumberSet();

    void size(int subjects) {
        if (rows.length < subjects) {
            rows = new int[Math.max(8, 2 * subjects)];
        }
    }
}
