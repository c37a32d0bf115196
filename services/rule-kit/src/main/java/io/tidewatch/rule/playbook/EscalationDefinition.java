package io.tidewatch.rule.playbook;

import java.util.List;
import java.util.stream.Stream;

/**
 * What happens later in a run unless a judgement holds by then: an escalation, or one step of the sequence. Of a sequence every
 * step has the same judgement, and its one action has the key of the step.
 *
 * @param id its key, once in the playbook
 * @param after time from the opening of the run
 * @param unless the judgement word that makes it unnecessary
 * @param opens the playbook that it opens for the same flag, or null
 * @param actions what to do; may be empty when it opens a playbook
 * @param inSequence whether it is a step of the sequence
 */
public record EscalationDefinition(
        String id, Span after, String unless, String opens, List<ActionDefinition> actions, boolean inSequence) {
    public EscalationDefinition {
        actions = List.copyOf(actions);
    }

    /** The keys of what it does: the steps of its actions and, if it opens a playbook, its own id. */
    List<String> steps() {
        return Stream.concat(actions.stream().map(ActionDefinition::step), opens == null ? Stream.of() : Stream.of(id))
                .toList();
    }
}
