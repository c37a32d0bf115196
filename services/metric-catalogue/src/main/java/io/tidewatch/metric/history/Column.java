package io.tidewatch.metric.history;

import io.tidewatch.metric.language.FieldType;

/**
 * One field of all records of a kind, as a primitive array.
 *
 * @param longs a number for each record, {@link #MISSING} where it has none: DATE the day since 1970-01-01, INSTANT microseconds since
 *     then, INTEGER itself, BOOLEAN 0 or 1, MONEY minor units, WORD the place in the closed list from 0, NAME and TEXT the number in
 *     the dictionary, REF the number of the record referred to, see {@link AccountHistory#references}; null for the other types
 * @param doubles DECIMAL, NaN where missing; null for the other types
 * @param currencies MONEY: numbers in the dictionary; null for the other types
 * @param lists WORDS and REFS: the numbers, as for WORD and REF, null where missing; null for the other types
 */
public record Column(FieldType type, long[] longs, double[] doubles, int[] currencies, int[][] lists) {
    /** Stands for no value in {@link #longs}. */
    public static final long MISSING = Long.MIN_VALUE;

    /** Whether a record has no value. */
    public boolean isMissing(int row) {
        return switch (type) {
            case DECIMAL -> Double.isNaN(doubles[row]);
            case WORDS, REFS -> lists[row] == null;
            default -> longs[row] == MISSING;
        };
    }
}
