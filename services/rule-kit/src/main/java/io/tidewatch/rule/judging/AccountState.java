package io.tidewatch.rule.judging;

import io.tidewatch.rule.threshold.FlagState;
import java.util.List;

/**
 * What earlier judgements left of an account.
 *
 * @param flags all its flags
 * @param runs its open runs, and those that may be reopened; closed ones beside them do no harm
 */
public record AccountState(List<FlagState> flags, List<RunState> runs) {

    /** Of an account that was never judged. */
    public static final AccountState NEW = new AccountState(List.of(), List.of());

    public AccountState {
        flags = List.copyOf(flags);
        runs = List.copyOf(runs);
    }
}
