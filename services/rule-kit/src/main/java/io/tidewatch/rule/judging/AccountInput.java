package io.tidewatch.rule.judging;

import io.tidewatch.rule.playbook.Acknowledgement;
import io.tidewatch.rule.playbook.Touchpoint;
import io.tidewatch.rule.threshold.AccountFacts;
import java.util.List;

/**
 * All that an account is judged by.
 *
 * @param state what earlier judgements left
 * @param facts what is known of it now
 * @param touchpoints all its touchpoints that happened or were recorded since the opening of its oldest run; others do no harm
 * @param acknowledgements those of its runs
 */
public record AccountInput(
        AccountState state, AccountFacts facts, List<Touchpoint> touchpoints, List<Acknowledgement> acknowledgements) {
    public AccountInput {
        touchpoints = List.copyOf(touchpoints);
        acknowledgements = List.copyOf(acknowledgements);
    }
}
