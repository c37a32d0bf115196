package io.tidewatch.rule.playbook;

import io.tidewatch.metric.Question;
import io.tidewatch.rule.bundle.Origin;
import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A playbook as its YAML file defines it.
 *
 * @param id kebab-case, for ever
 * @param name for people
 * @param question what it is about
 * @param metricId the metric it works on
 * @param thresholdId the threshold whose raising opens a run; null when another playbook opens it
 * @param owner who answers for it
 * @param support who helps, or null
 * @param confirmed the roles that agreed to their part
 * @param dueAfter by when the immediate actions have to be done, from the opening
 * @param immediateActions what happens at once
 * @param internalAlignment which colleagues to notify at once
 * @param reminder reminders of the open task, or null
 * @param escalations what happens later, the steps of its sequence among them; in the order of the times that they take at
 *     least, because weekends and holidays depend on the run
 * @param window time from the opening in which it has to succeed
 * @param successCriterion the criterion in words
 * @param judgements the judgement words it declares, ordered by word
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
        Map<Audience, Confirmation> confirmed,
        Span dueAfter,
        List<ActionDefinition> immediateActions,
        List<ActionDefinition> internalAlignment,
        ReminderDefinition reminder,
        List<EscalationDefinition> escalations,
        Duration window,
        String successCriterion,
        Map<String, JudgementDefinition> judgements,
        List<ActionDefinition> onSuccess,
        List<ActionDefinition> onFailure,
        String file) {
    public PlaybookDefinition {
        immediateActions = List.copyOf(immediateActions);
        internalAlignment = List.copyOf(internalAlignment);
        confirmed = Collections.unmodifiableSortedMap(new TreeMap<>(confirmed));
        escalations = List.copyOf(escalations);
        judgements = Collections.unmodifiableSortedMap(new TreeMap<>(judgements));
        onSuccess = List.copyOf(onSuccess);
        onFailure = List.copyOf(onFailure);
    }

    /** Every action it has, whenever it is due; the reminder is not one of them. */
    public Stream<ActionDefinition> actions() {
        return Stream.of(
                        immediateActions.stream(),
                        internalAlignment.stream(),
                        escalations.stream().flatMap(escalation -> escalation.actions().stream()),
                        onSuccess.stream(),
                        onFailure.stream())
                .flatMap(actions -> actions);
    }

    /** The immediate action that reminders are about; without reminders, the first immediate task. */
    public Optional<ActionDefinition> mainTask() {
        return immediateActions.stream()
                .filter(action -> reminder == null
                        ? action.kind() == ActionKind.TASK
                        : action.step().equals(reminder.ofStep()))
                .findFirst();
    }

    /** The roles that take part beside the owner. */
    public SortedSet<Audience> participants() {
        return Stream.of(
                        Stream.ofNullable(support),
                        actions().map(ActionDefinition::audience),
                        Stream.ofNullable(reminder).map(ReminderDefinition::audience))
                .flatMap(audiences -> audiences)
                .filter(audience -> audience != owner && audience != Audience.CRM)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The roles that take part and have not agreed to it. */
    public SortedSet<Audience> unconfirmed() {
        SortedSet<Audience> open = participants();
        open.removeAll(confirmed.keySet());
        return open;
    }

    /** Every step it has: those of its actions and of its reminder. */
    public List<String> steps() {
        return Stream.concat(
                        actions().map(ActionDefinition::step),
                        Stream.ofNullable(reminder).map(ReminderDefinition::step))
                .toList();
    }

    /** The messages and drafts it sends, each once. */
    public List<String> messageIds() {
        return Stream.concat(
                        actions()
                                .flatMap(action -> Stream.of(
                                        Optional.ofNullable(action.messageId()),
                                        Optional.ofNullable(action.draftMessageId()))),
                        Stream.of(Optional.ofNullable(reminder).map(ReminderDefinition::messageId)))
                .flatMap(Optional::stream)
                .distinct()
                .toList();
    }

    /**
     * By which acknowledgement a run of this playbook was taken up, so that no more reminders are needed: the first
     * one of the run as a whole, of the task that reminders are about, or of a reminder. Reading an alert or doing another task
     * does not count.
     *
     * @param acknowledgements those of the run
     * @return empty while there is none
     */
    public Optional<Acknowledgement> takenUp(List<Acknowledgement> acknowledgements) {
        return acknowledgements.stream()
                .filter(ack -> ack.step() == null
                        || reminder != null
                                && (ack.step().equals(reminder.ofStep())
                                        || ack.step().equals(reminder.step())))
                .min(Comparator.comparing(Acknowledgement::at));
    }

    /** What it was written as. */
    public Origin origin() {
        return Origin.of(file);
    }
}
