package io.tidewatch.rule.judging;

import io.tidewatch.rule.playbook.PlannedAction;
import java.util.List;

/**
 * A run that a judgement opened or changed.
 *
 * @param before null when it was opened
 * @param after as it stands now
 * @param actions what has to be done, in order
 * @param cancelledBecause why it was cancelled, in a sentence for people; null when it was not
 */
public record RunStep(RunState before, RunState after, List<PlannedAction> actions, String cancelledBecause) {
    public RunStep {
        actions = List.copyOf(actions);
    }

    /** Whether the judgement opened it. */
    public boolean opened() {
        return before == null;
    }
}
