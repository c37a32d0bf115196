package io.tidewatch.metric.evaluation;

/** Those of the candidates that meet the condition of the subjects. */
final class Chosen {
    int size;
    int[] subjects = new int[0];
    /** Why there may be more, or others; {@link Note.Why#NONE} when these are all. */
    final Note note = new Note();

    void size(int candidates) {
        if (subjects.length < candidates) {
            subjects = new int[Math.max(8, 2 * candidates)];
        }
    }
}
