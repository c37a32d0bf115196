package io.tidewatch.rule.playbook;

import java.util.List;

/**
 * The result of advancing a run once. Store the run and append the actions in one transaction.
 *
 * @param run the run afterwards
 * @param actions what has to be done, in order
 * @param opens the playbooks that the run opens for its flag
 * @param changed whether the run differs from before
 */
public record RunAdvance(PlaybookRun run, List<PlannedAction> actions, List<String> opens, boolean changed) {
    public RunAdvance {
        actions = List.copyOf(actions);
        opens = List.copyOf(opens);
    }
}
