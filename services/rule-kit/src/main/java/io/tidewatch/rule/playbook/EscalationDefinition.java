package io.tidewatch.rule.playbook;

import java.time.Duration;
import java.util.List;

/**
 * What happens when the customer does not respond.
 *
 * @param id its key, once in the playbook
 * @param after time from the opening of the run
 * @param unless the judgement word that makes it unnecessary
 * @param opens the playbook that it opens for the same flag, or null
 * @param actions what to do; may be empty when it opens a playbook
 */
public record EscalationDefinition(
        String id, Duration after, String unless, String opens, List<ActionDefinition> actions) {
    public EscalationDefinition {
        actions = List.copyOf(actions);
    }
}
