package io.tidewatch.rule.playbook;

import io.tidewatch.rule.calendar.Calendars;
import io.tidewatch.rule.threshold.AccountFacts;
import io.tidewatch.rule.threshold.FlagState;
import io.tidewatch.rule.threshold.FlagStatus;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Runs playbooks. A pure function of run, facts, touchpoints, acknowledgements and time: it stores nothing, sends nothing and
 * reads no clock. Thread-safe.
 *
 * <p>Nothing is ever early: a step is due when {@code now >= openedAt + offset}. After a down time of the service
 * every escalation that is due and still needed happens, each once and in the order of their times, and one reminder stands for
 * those missed.
 */
public final class PlaybookEngine {
    private final Map<String, PlaybookDefinition> playbooks;
    private final Calendars calendars;
    private final RunJudge judge;

    /** An engine for these playbooks, which count business days in {@code calendars}, judged by {@code judge}. */
    public PlaybookEngine(List<PlaybookDefinition> playbooks, Calendars calendars, RunJudge judge) {
        Map<String, PlaybookDefinition> byId = new TreeMap<>();
        playbooks.forEach(playbook -> byId.put(playbook.id(), playbook));
        this.playbooks = Map.copyOf(byId);
        this.calendars = Objects.requireNonNull(calendars, "calendars");
        this.judge = Objects.requireNonNull(judge, "judge");
    }

    /** The id of a run: the same for ever for one raising of one flag. */
    public static String runId(String accountId, String playbookId, int raising) {
        String name = accountId + "\n" + playbookId + "\n" + raising;
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString();
    }

    /** The playbooks that a raising of this flag opens. */
    List<PlaybookDefinition> opensOn(String thresholdId) {
        return playbooks.values().stream()
                .filter(playbook -> thresholdId.equals(playbook.thresholdId()))
                .sorted(Comparator.comparing(PlaybookDefinition::id))
                .toList();
    }

    /**
     * The playbook of a run.
     *
     * @throws IllegalArgumentException when it is not known
     */
    public PlaybookDefinition playbookOf(PlaybookRun run) {
        PlaybookDefinition playbook = playbooks.get(run.playbookId());
        if (playbook == null) {
            throw new IllegalArgumentException("There is no playbook " + run.playbookId());
        }
        return playbook;
    }

    /**
     * Opens the runs of a new episode of a flag: one of each playbook of its threshold. A playbook whose run is still open
     * for the account opens no second one; that run goes on and notes the raising when it is advanced.
     *
     * @param flag raised anew, see {@link io.tidewatch.rule.threshold.FlagChange#raisedAnew}
     * @param facts what is known of the account; its attributes decide in which calendar business days are counted
     * @param runs the runs of the account after they were advanced; closed ones and those of other playbooks do no harm
     * @param openedAt business time of the opening; every due time counts from it
     */
    public List<RunAdvance> open(FlagState flag, AccountFacts facts, Collection<PlaybookRun> runs, Instant openedAt) {
        return opensOn(flag.thresholdId()).stream()
                .filter(playbook -> noneIsOpen(playbook, flag.accountId(), runs))
                .map(playbook -> open(playbook, facts, flag.thresholdId(), flag.raising(), openedAt))
                .toList();
    }

    /**
     * Opens the run of a playbook that another run opens, for the same flag.
     *
     * @param opener the run that opens it
     * @param facts what is known of the account; its attributes decide in which calendar business days are counted
     * @param runs the runs of the account after they were advanced
     * @param openedAt business time of the opening; every due time counts from it
     * @return empty when a run of the playbook is open for the account already
     */
    public Optional<RunAdvance> open(
            String playbookId, PlaybookRun opener, AccountFacts facts, Collection<PlaybookRun> runs, Instant openedAt) {
        return Optional.of(playbooks.get(playbookId))
                .filter(playbook -> noneIsOpen(playbook, opener.accountId(), runs))
                .map(playbook -> open(playbook, facts, opener.thresholdId(), opener.raising(), openedAt));
    }

    private static boolean noneIsOpen(PlaybookDefinition playbook, String accountId, Collection<PlaybookRun> runs) {
        return runs.stream()
                .noneMatch(run -> run.open()
                        && run.accountId().equals(accountId)
                        && run.playbookId().equals(playbook.id()));
    }

    /**
     * Opens a run and decides its first actions.
     *
     * @param thresholdId whose flag it is about
     * @param raising which raising of the flag, from 1
     * @param openedAt business time of the opening; every due time counts from it
     */
    RunAdvance open(
            PlaybookDefinition playbook, AccountFacts facts, String thresholdId, int raising, Instant openedAt) {
        String accountId = facts.accountId();
        // Several thresholds may lead to a playbook that others open, each with raisings of its own.
        String idOfRun = playbook.thresholdId() == null
                ? runId(accountId, playbook.id() + "\n" + thresholdId, raising)
                : runId(accountId, playbook.id(), raising);
        Instant firstReminder = playbook.reminder() == null
                ? null
                : after(openedAt, playbook.reminder().first(), facts);
        PlaybookRun run = withNext(
                playbook,
                new PlaybookRun(
                        idOfRun,
                        accountId,
                        playbook.id(),
                        thresholdId,
                        raising,
                        openedAt,
                        dueTimes(playbook, facts, openedAt),
                        openedAt.plus(playbook.window()),
                        RunStatus.OPEN,
                        Map.of(),
                        null,
                        null,
                        null,
                        new TreeSet<>(),
                        Map.of(),
                        firstReminder,
                        null,
                        null,
                        1));
        List<PlannedAction> actions = new ArrayList<>();
        Instant dueAt = after(openedAt, playbook.dueAfter(), facts);
        playbook.immediateActions().forEach(action -> actions.add(PlannedAction.of(run, action, dueAt)));
        playbook.internalAlignment().forEach(action -> actions.add(PlannedAction.of(run, action, dueAt)));
        return new RunAdvance(run, actions, List.of(), true);
    }

    private Map<String, Instant> dueTimes(PlaybookDefinition playbook, AccountFacts facts, Instant openedAt) {
        return playbook.escalations().stream()
                .filter(escalation -> escalation.after().inBusinessDays())
                .collect(Collectors.toMap(
                        EscalationDefinition::id, escalation -> after(openedAt, escalation.after(), facts)));
    }

    private Instant after(Instant openedAt, Span span, AccountFacts facts) {
        return span.inBusinessDays()
                ? calendars.of(facts).after(openedAt, span.businessDays())
                : openedAt.plus(span.elapsed());
    }

    /**
     * Looks at a run again: after new facts, touchpoints or acknowledgements, and whenever {@link PlaybookRun#nextDueAt()} has
     * come. Looking more often does no harm.
     *
     * <p>A run that succeeded is reopened when the evidence of its success was withdrawn and its flag is still, or again,
     * RAISED in the same episode (see {@link PlaybookRun#mayReopen}): escalations that came due meanwhile happen at once,
     * the window stays as it was, and what was done before is not done again. All other closed runs stay as they are.
     *
     * @param flag the flag of the run's threshold as it stands now; null when there is none
     * @param facts what is known of the account now
     * @param touchpoints all touchpoints of the account that happened or were recorded since the opening; others do no harm
     * @param acknowledgements those of the run; others do no harm
     * @param now business time
     * @throws IllegalArgumentException when the playbook of the run is not known
     */
    public RunAdvance advance(
            PlaybookRun run,
            FlagState flag,
            AccountFacts facts,
            List<Touchpoint> touchpoints,
            List<Acknowledgement> acknowledgements,
            Instant now) {
        PlaybookDefinition playbook = playbookOf(run);
        if (!run.open() && !(run.mayReopen(flag, now) && successIsWithdrawn(run, facts, touchpoints, now))) {
            return new RunAdvance(run, List.of(), List.of(), false);
        }
        RunJudgement judged = judge.judge(run, facts, touchpoints, now);
        RunProgress progress =
                new RunProgress(run, judged, acknowledgedAt(playbook, run, acknowledgements), raisedAgainAt(run, flag));
        if (judged.success()) {
            playbook.onSuccess().forEach(action -> progress.actions.add(PlannedAction.of(run, action, now)));
            progress.close(RunStatus.SUCCEEDED, now);
        } else {
            escalate(playbook, progress, now);
            if (judged.failure()) {
                playbook.onFailure()
                        .forEach(action -> progress.actions.add(PlannedAction.of(run, action, run.endsAt())));
                progress.close(RunStatus.FAILED, now);
            } else {
                remind(playbook, progress, facts, now);
            }
        }
        return finished(playbook, progress);
    }

    /** Ends a run without a judgement: CANCELLED, or by the verdict of a person. A run that has ended stays as it is. */
    public static RunAdvance end(PlaybookRun run, RunStatus as, Instant now) {
        if (!run.open()) {
            return new RunAdvance(run, List.of(), List.of(), false);
        }
        RunProgress progress = new RunProgress(
                run, new RunJudgement(run.held(), false, false), run.acknowledgedAt(), run.raisedAgainAt());
        progress.close(as, now);
        return new RunAdvance(progress.run(run.version() + 1), List.of(), List.of(), true);
    }

    /**
     * Judged for the time of the closing, too: that time has passed since takes no success back. Both times by the touchpoints and
     * metrics as they are known now; an age counts to the day that is judged.
     */
    private boolean successIsWithdrawn(PlaybookRun run, AccountFacts facts, List<Touchpoint> touchpoints, Instant now) {
        return !judge.judge(run, facts, touchpoints, run.closedAt()).success()
                && !judge.judge(run, facts, touchpoints, now).success();
    }

    private static Instant raisedAgainAt(PlaybookRun run, FlagState flag) {
        boolean again = flag != null
                && flag.status() == FlagStatus.RAISED
                && flag.since().isAfter(run.openedAt());
        return again ? flag.since() : run.raisedAgainAt();
    }

    private static Instant acknowledgedAt(
            PlaybookDefinition playbook, PlaybookRun run, List<Acknowledgement> acknowledgements) {
        if (run.acknowledgedAt() != null) {
            return run.acknowledgedAt();
        }
        List<Acknowledgement> ofRun = acknowledgements.stream()
                .filter(ack -> ack.runId().equals(run.runId()))
                .toList();
        return playbook.takenUp(ofRun).map(Acknowledgement::at).orElse(null);
    }

    private static void escalate(PlaybookDefinition playbook, RunProgress progress, Instant now) {
        List<EscalationDefinition> inOrder = playbook.escalations().stream()
                .sorted(Comparator.comparing(progress.before::dueAt))
                .toList();
        for (EscalationDefinition escalation : inOrder) {
            Instant dueAt = progress.before.dueAt(escalation);
            boolean needed = !progress.judged.holds(escalation.unless()) && !progress.before.skips(escalation);
            if (needed && !now.isBefore(dueAt) && progress.doneSteps.add(escalation.id())) {
                escalation.actions().stream()
                        .filter(action -> !progress.before.skipped().containsKey(action.step()))
                        .forEach(action -> progress.actions.add(PlannedAction.of(progress.before, action, dueAt)));
                if (escalation.opens() != null && !progress.before.skipped().containsKey(escalation.id())) {
                    progress.opens.add(escalation.opens());
                }
            }
        }
    }

    private void remind(PlaybookDefinition playbook, RunProgress progress, AccountFacts facts, Instant now) {
        Instant dueAt = progress.nextReminderAt;
        if (dueAt == null || now.isBefore(dueAt)) {
            return;
        }
        ReminderDefinition reminder = playbook.reminder();
        if (progress.before.skips(reminder) || reminder.unless() != null && progress.judged.holds(reminder.unless())) {
            // Needless for now only: a judgement may be withdrawn, and then reminders are due again.
            return;
        }
        PlaybookRun run = progress.before;
        Instant next = after(dueAt, reminder.every(), facts);
        while (!next.isAfter(now)) {
            dueAt = next;
            next = after(dueAt, reminder.every(), facts);
        }
        progress.actions.add(new PlannedAction(
                run.runId() + ":" + reminder.step() + ":" + ActionKind.REMINDER + ":"
                        + reminder.number(run.openedAt(), dueAt),
                run.runId(),
                run.accountId(),
                run.playbookId(),
                reminder.step(),
                ActionKind.REMINDER,
                reminder.audience(),
                null,
                reminder.messageId(),
                null,
                null,
                null,
                dueAt));
        // A late reminder must not be followed by the next one within hours.
        boolean tooSoon =
                Duration.between(now, next).compareTo(reminder.every().least().dividedBy(2)) < 0;
        progress.nextReminderAt = tooSoon ? after(next, reminder.every(), facts) : next;
    }

    private static RunAdvance finished(PlaybookDefinition playbook, RunProgress progress) {
        PlaybookRun before = progress.before;
        PlaybookRun same = withNext(playbook, progress.run(before.version()));
        if (same.equals(before)) {
            return new RunAdvance(before, progress.actions, progress.opens, false);
        }
        return new RunAdvance(
                withNext(playbook, progress.run(before.version() + 1)), progress.actions, progress.opens, true);
    }

    /** Fills in what is due next. */
    private static PlaybookRun withNext(PlaybookDefinition playbook, PlaybookRun run) {
        if (!run.open()) {
            return run.dueNext(null, null);
        }
        String step = PlaybookRun.WINDOW_END;
        Instant dueAt = run.endsAt();
        for (EscalationDefinition escalation : playbook.escalations()) {
            Instant at = run.dueAt(escalation);
            if (run.awaits(escalation) && at.isBefore(dueAt)) {
                step = escalation.id();
                dueAt = at;
            }
        }
        Instant reminderDueAt = run.reminderDueAt(playbook);
        if (reminderDueAt != null && reminderDueAt.isBefore(dueAt)) {
            step = playbook.reminder().step();
            dueAt = reminderDueAt;
        }
        return run.dueNext(step, dueAt);
    }
}
