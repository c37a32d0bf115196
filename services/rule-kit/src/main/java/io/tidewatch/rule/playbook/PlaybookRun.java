package io.tidewatch.rule.playbook;

import io.tidewatch.rule.threshold.FlagState;
import io.tidewatch.rule.threshold.FlagStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One run of a playbook for one account: all the state the engine needs. Immutable.
 *
 * @param runId see {@link PlaybookEngine#runId}
 * @param accountId the account
 * @param playbookId the playbook
 * @param thresholdId the flag that opened it
 * @param raising which raising of the flag
 * @param openedAt when it opened
 * @param dueTimes when those escalations are due that count business days, by their keys; found at the opening, so that no later
 *     change of the account moves them
 * @param endsAt when its window ends
 * @param status OPEN until it ends
 * @param held the judgement words that held when the run was last looked at, ordered by word: with touchpoints the instant of
 *     the earliest one, which may lie ahead; without one the time at which the word was first judged to hold
 * @param acknowledgedAt when a colleague took the task up, or null
 * @param closedAt when it ended, or null
 * @param raisedAgainAt when the flag was last raised again after the opening, or null: the run goes on
 * @param doneSteps keys of the escalations that were carried out
 * @param skipped steps that a person skipped, each with the reason as a sentence for people
 * @param nextReminderAt when the next reminder is due unless a judgement makes it needless, or null when there is none; kept
 *     by a run that succeeded, because it may be reopened
 * @param nextStep key of what is due next ({@code window-end} for the end of the window), or null when closed
 * @param nextDueAt when that is due, or null when closed
 * @param version raised by one at every change
 */
public record PlaybookRun(
        String runId,
        String accountId,
        String playbookId,
        String thresholdId,
        int raising,
        Instant openedAt,
        Map<String, Instant> dueTimes,
        Instant endsAt,
        RunStatus status,
        Map<String, Instant> held,
        Instant acknowledgedAt,
        Instant closedAt,
        Instant raisedAgainAt,
        Set<String> doneSteps,
        Map<String, String> skipped,
        Instant nextReminderAt,
        String nextStep,
        Instant nextDueAt,
        long version) {
    /** {@link #nextStep()} when nothing comes before the end of the window. */
    public static final String WINDOW_END = "window-end";

    /** After its window, how long a success is looked at again when its flag is raised again. */
    static final Duration REVIEW = Duration.ofDays(2);

    public PlaybookRun {
        dueTimes = Collections.unmodifiableMap(new TreeMap<>(dueTimes));
        held = RunJudgement.sorted(held);
        doneSteps = Collections.unmodifiableSet(new TreeSet<>(doneSteps));
        skipped = Collections.unmodifiableMap(new TreeMap<>(skipped));
    }

    /** True while the run is open. */
    public boolean open() {
        return status == RunStatus.OPEN;
    }

    /**
     * Whether the run goes on if its success turns out to be withdrawn: it succeeded in the very episode in which its flag is
     * RAISED now, and either its window has not ended, or the flag was raised again after the run had closed, less than
     * {@link #REVIEW} ago. Otherwise nobody would act on the flag before its next episode.
     *
     * @param flag the flag of the run's threshold as it stands now; null when there is none
     */
    public boolean mayReopen(FlagState flag, Instant now) {
        return status == RunStatus.SUCCEEDED
                && flag != null
                && flag.status() == FlagStatus.RAISED
                && flag.raising() == raising
                && (now.isBefore(endsAt)
                        || flag.since().isAfter(closedAt)
                                && now.isBefore(flag.since().plus(REVIEW)));
    }

    /** Whether a judgement word holds by what was known when the run was last looked at. False for null. */
    public boolean holds(String word) {
        return word != null && held.containsKey(word);
    }

    /** When an escalation of its playbook is due. */
    public Instant dueAt(EscalationDefinition escalation) {
        return escalation.after().inBusinessDays()
                ? dueTimes.get(escalation.id())
                : openedAt.plus(escalation.after().elapsed());
    }

    /** When the next reminder is due; null when there is none, it is skipped, or a judgement makes it needless for now. */
    public Instant reminderDueAt(PlaybookDefinition playbook) {
        ReminderDefinition reminder = playbook.reminder();
        return nextReminderAt == null || holds(reminder.unless()) || skips(reminder) ? null : nextReminderAt;
    }

    /**
     * Whether an escalation is still to come: it was not carried out, not all of its steps are skipped, and no judgement makes it
     * needless for now.
     */
    public boolean awaits(EscalationDefinition escalation) {
        return !doneSteps.contains(escalation.id()) && !holds(escalation.unless()) && !skips(escalation);
    }

    /** Whether a person skipped every step of an escalation. */
    boolean skips(EscalationDefinition escalation) {
        return skipped.keySet().containsAll(escalation.steps());
    }

    /** Whether a person skipped the reminders, or the task that they are about. */
    boolean skips(ReminderDefinition reminder) {
        return skipped.containsKey(reminder.step()) || skipped.containsKey(reminder.ofStep());
    }

    /**
     * The same run one version later, without a step that is still to come.
     *
     * @param why for people, as a sentence
     */
    public PlaybookRun skipping(String step, String why) {
        Map<String, String> more = new TreeMap<>(skipped);
        more.put(step, why);
        return next(nextStep, nextDueAt, version + 1, more);
    }

    /** The same run one version later, because its owner changed. */
    public PlaybookRun withNewVersion() {
        return next(nextStep, nextDueAt, version + 1);
    }

    /** The same run one version later, in which nothing happens before that time. */
    public PlaybookRun waitingUntil(Instant time) {
        return next(nextStep, time, version + 1);
    }

    /** The same run with another next step. */
    PlaybookRun dueNext(String step, Instant dueAt) {
        return next(step, dueAt, version);
    }

    private PlaybookRun next(String step, Instant dueAt, long number) {
        return next(step, dueAt, number, skipped);
    }

    private PlaybookRun next(String step, Instant dueAt, long number, Map<String, String> skipping) {
        return new PlaybookRun(
                runId,
                accountId,
                playbookId,
                thresholdId,
                raising,
                openedAt,
                dueTimes,
                endsAt,
                status,
                held,
                acknowledgedAt,
                closedAt,
                raisedAgainAt,
                doneSteps,
                skipping,
                nextReminderAt,
                step,
                dueAt,
                number);
    }
}
