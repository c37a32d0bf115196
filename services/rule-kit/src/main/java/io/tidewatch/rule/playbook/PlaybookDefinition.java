package io.tidewatch.rule.playbook;

import io.tidewatch.metric.Question;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A playbook as its YAML file defines it.
 *
 * @param id kebab-case, for ever
 * @param name for people
 * @param question what it is about
 * @param metricId the metric it works on
 * @param thresholdId the threshold whose raising opens a run
 * @param owner who answers for it
 * @param support who helps, or null
 * @param dueAfter by when the immediate actions have to be done, from the opening
 * @param immediateActions what happens at once
 * @param internalAlignment whom of ours to tell at once
 * @param reminder how the open task is called to mind, or null
 * @param escalations in the order of their times
 * @param window time from the opening in which it has to succeed
 * @param successCriterion the criterion in words
 * @param onSuccess what happens on success
 * @param onFailure what happens on failure
 * @param file where it is written
 */
public record PlaybookDefinition(
        String id,
        String name,
        Question question,
        String metricId,
        String thresholdId,
        Audience owner,
        Audience support,
        Duration dueAfter,
        List<ActionDefinition> immediateActions,
        List<ActionDefinition> internalAlignment,
        ReminderDefinition reminder,
        List<EscalationDefinition> escalations,
        Duration window,
        String successCriterion,
        List<ActionDefinition> onSuccess,
        List<ActionDefinition> onFailure,
        String file) {
    public PlaybookDefinition {
        immediateActions = List.copyOf(immediateActions);
        internalAlignment = List.copyOf(internalAlignment);
        escalations = List.copyOf(escalations);
        onSuccess = List.copyOf(onSuccess);
        onFailure = List.copyOf(onFailure);
    }

    /**
     * By which acknowledgement a run of this playbook was taken up, so that nobody has to be reminded any more: the first
     * one of the run as a whole, of the task that reminders are about, or of a reminder. Who has read an alert, or done
     * another task, has not taken it up.
     *
     * @param acknowledgements those of the run
     * @return empty while nobody has
     */
    public Optional<Acknowledgement> takenUp(List<Acknowledgement> acknowledgements) {
        return acknowledgements.stream()
                .filter(ack -> ack.step() == null
                        || reminder != null
                                && (ack.step().equals(reminder.ofStep())
                                        || ack.step().equals(reminder.step())))
                .min(Comparator.comparing(Acknowledgement::at));
    }
}
