package io.tidewatch.metric.evaluation;

/**
 * A compiled formula, or a part of one. Equal nodes compute the same.
 *
 * <p>Every value is a double, see {@link Value}: a number; a condition as 1 or 0; a day since 1970-01-01; a moment in microseconds since then; a word by
 * its place in the list; a text by its number in the dictionary; a reference by its number; money in minor units. A node of money leaves
 * the currency in {@link Frame#currency}, one of several words or references leaves them in {@link Frame#list}.
 */
interface Node {
    /**
     * The value.
     *
     * @param row the record or subject that the formula is about; of no meaning in a formula over measures
     */
    double value(Frame frame, int row);

    /**
     * Which of some records make it true: those from {@code from} to before {@code to}, of one word of 64, as the bits of their numbers.
     */
    default long truths(Frame frame, int from, int to) {
        long found = 0;
        for (int row = from; row < to; row++) {
            if (value(frame, row) == 1) {
                found |= 1L << row;
            }
        }
        return found;
    }
}
