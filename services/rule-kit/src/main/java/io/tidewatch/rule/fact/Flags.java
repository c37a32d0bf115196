package io.tidewatch.rule.fact;

import java.util.BitSet;

/** Notes which rule fired for which account of a batch. */
public final class Flags {
    private final BitSet[] fired;

    /** For a batch of {@code accounts} accounts. */
    public Flags(int accounts) {
        fired = new BitSet[accounts];
    }

    /** Called by generated consequences. */
    public void fired(AccountFact account, int rule) {
        BitSet rules = fired[account.place()];
        if (rules == null) {
            rules = new BitSet();
            fired[account.place()] = rules;
        }
        rules.set(rule);
    }

    /** The rules that fired for the account at this place of the batch. */
    public BitSet of(int account) {
        return fired[account] == null ? new BitSet() : fired[account];
    }
}
