package io.tidewatch.rule.judging;

import io.tidewatch.rule.threshold.FlagState;
import java.util.List;

/**
 * What earlier judgements left of an account.
 *
 * @param flags all its flags
 * @param runs its open runs, and those that may be reopened; closed ones beside them do no harm
 * @param settled what these very flags follow from; null when that is not known, and then each of them is judged again
 */
public record AccountState(List<FlagState> flags, List<RunState> runs, Settled settled) {

    /** Of an account that was never judged. */
    public static final AccountState NEW = new AccountState(List.of(), List.of());

    /** Of flags of which is not known what they follow from. */
    public AccountState(List<FlagState> flags, List<RunState> runs) {
        this(flags, runs, null);
    }

    public AccountState {
        flags = List.copyOf(flags);
        runs = List.copyOf(runs);
    }
}
