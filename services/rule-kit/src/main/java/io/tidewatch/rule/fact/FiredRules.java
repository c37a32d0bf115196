package io.tidewatch.rule.fact;

/** The rules that fired for one account, by number. */
public final class FiredRules {
    private final long[] bits;
    private final int from;
    private final int words;

    /** Those in {@code words} words of the bits, from a word on. */
    FiredRules(long[] bits, int from, int words) {
        this.bits = bits;
        this.from = from;
        this.words = words;
    }

    /** Whether a rule fired. */
    public boolean get(int rule) {
        return (bits[from + (rule >> 6)] & 1L << rule) != 0;
    }

    /** The first rule that fired, from a number on; -1 when there is none. */
    public int next(int rule) {
        int word = rule >> 6;
        if (word >= words) {
            return -1;
        }
        long left = bits[from + word] & -1L << rule;
        while (left == 0) {
            word++;
            if (word == words) {
                return -1;
            }
            left = bits[from + word];
        }
        return (word << 6) + Long.numberOfTrailingZeros(left);
    }
}
