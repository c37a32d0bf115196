package io.tidewatch.rule.fact;

/** Notes which rule fired for which account of a batch. */
public final class Flags {
    private final int words;
    private final long[] bits;

    /**
     * For a batch.
     *
     * @param accounts how many
     * @param rules above the number of each rule
     */
    public Flags(int accounts, int rules) {
        this.words = (rules + 63) >> 6;
        this.bits = new long[accounts * words];
    }

    /** Called by generated consequences. */
    public void fired(AccountFact account, int rule) {
        bits[account.place() * words + (rule >> 6)] |= 1L << rule;
    }

    /** The rules that fired for the account at this place of the batch. */
    public FiredRules of(int account) {
        return new FiredRules(bits, account * words, words);
    }
}
