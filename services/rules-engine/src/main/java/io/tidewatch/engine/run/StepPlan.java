package io.tidewatch.engine.run;

import io.tidewatch.rule.playbook.ActionDefinition;
import io.tidewatch.rule.playbook.ActionKind;
import io.tidewatch.rule.playbook.Audience;
import io.tidewatch.rule.playbook.EscalationDefinition;
import io.tidewatch.rule.playbook.PlannedAction;
import io.tidewatch.rule.playbook.PlaybookDefinition;
import io.tidewatch.rule.playbook.PlaybookRun;
import io.tidewatch.rule.playbook.ReminderDefinition;
import io.tidewatch.rule.playbook.ScheduleChange;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The steps of a run as rows: what was done, and what comes if nothing else happens. */
public final class StepPlan {

    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("d MMM uuuu", Locale.ENGLISH).withZone(ZoneOffset.UTC);

    private StepPlan() {}

    /** The row of an action that has been decided upon now. */
    public static StepRow done(PlannedAction action, Instant now) {
        boolean task = action.kind() == ActionKind.TASK;
        return new StepRow(
                action.runId(),
                action.step(),
                action.kind().name(),
                occurrence(action),
                title(
                        action.title(),
                        action.kind(),
                        action.audience(),
                        action.crmStage(),
                        action.schedule(),
                        action.step()),
                action.audience().name(),
                task ? "OPEN" : "DONE",
                action.dueAt(),
                task ? null : now,
                null,
                null,
                action.actionId());
    }

    /** The steps that are to come or were skipped, and the playbooks that were opened, after the run was advanced. */
    public static List<StepRow> ahead(PlaybookDefinition playbook, PlaybookRun run, Instant now) {
        List<StepRow> rows = new ArrayList<>();
        for (EscalationDefinition escalation : playbook.escalations()) {
            boolean done = run.doneSteps().contains(escalation.id());
            String reason = run.holds(escalation.unless())
                    ? playbook.judgements().get(escalation.unless()).sentence()
                    : run.open() ? null : closed(run);
            Instant dueAt = run.dueAt(escalation);
            if (escalation.opens() != null) {
                String skipped = run.skipped().get(escalation.id());
                rows.add(opening(playbook, run, escalation, now, skipped == null && !done ? reason : skipped));
            }
            for (ActionDefinition action : escalation.actions()) {
                String skipped = run.skipped().get(action.step());
                if (!done || skipped != null) {
                    rows.add(ahead(run, action, dueAt, skipped == null ? reason : skipped));
                }
            }
        }
        ReminderDefinition reminder = playbook.reminder();
        String noReminder = reminder == null ? null : run.skipped().get(reminder.step());
        Instant reminderDueAt = noReminder == null ? run.reminderDueAt(playbook) : run.nextReminderAt();
        if (run.open() && reminderDueAt != null) {
            rows.add(new StepRow(
                    run.runId(),
                    reminder.step(),
                    ActionKind.REMINDER.name(),
                    (int) reminder.number(run.openedAt(), reminderDueAt),
                    title(null, ActionKind.REMINDER, reminder.audience(), null, null, reminder.step()),
                    reminder.audience().name(),
                    noReminder == null ? "PENDING" : "SKIPPED",
                    reminderDueAt,
                    null,
                    null,
                    noReminder,
                    null));
        }
        return rows;
    }

    /** What happens next, in words; null when the run is closed. */
    static String next(PlaybookDefinition playbook, PlaybookRun run) {
        if (!run.open() || run.nextStep() == null) {
            return null;
        }
        ReminderDefinition reminder = playbook.reminder();
        if (reminder == null || !reminder.step().equals(run.nextStep())) {
            return playbook.escalations().stream()
                    .filter(escalation -> escalation.id().equals(run.nextStep()))
                    .findFirst()
                    .map(later -> (later.inSequence() ? "Sequence: " : "Escalation: ") + words(later.id()))
                    .orElse("The playbook ends");
        }
        // Reminders come daily; the reader wants to know what follows when they do not help.
        return "Reminder to " + reminder.audience().people() + "; "
                + playbook.escalations().stream()
                        .filter(run::awaits)
                        .min(Comparator.comparing(run::dueAt))
                        .map(later -> on(run.dueAt(later))
                                + (later.inSequence() ? " sequence: " : " escalation: ")
                                + words(later.id()))
                        .orElse(on(run.endsAt()) + " the playbook ends");
    }

    private static String on(Instant time) {
        return "on " + DAY.format(time);
    }

    private static StepRow ahead(PlaybookRun run, ActionDefinition action, Instant dueAt, String reason) {
        return new StepRow(
                run.runId(),
                action.step(),
                action.kind().name(),
                0,
                title(
                        action.title(),
                        action.kind(),
                        action.audience(),
                        action.crmStage(),
                        action.schedule(),
                        action.step()),
                action.audience().name(),
                reason == null ? "PENDING" : "SKIPPED",
                dueAt,
                null,
                null,
                reason,
                null);
    }

    private static StepRow opening(
            PlaybookDefinition playbook, PlaybookRun run, EscalationDefinition escalation, Instant now, String reason) {
        boolean done = reason == null && run.doneSteps().contains(escalation.id());
        return new StepRow(
                run.runId(),
                escalation.id(),
                "PLAYBOOK",
                0,
                titleOfOpening(escalation.opens()),
                playbook.owner().name(),
                done ? "DONE" : reason == null ? "PENDING" : "SKIPPED",
                run.dueAt(escalation),
                done ? now : null,
                null,
                reason,
                null);
    }

    private static String closed(PlaybookRun run) {
        return switch (run.status()) {
            case SUCCEEDED -> "The playbook succeeded.";
            case FAILED -> "The playbook ended.";
            default -> "The run was cancelled.";
        };
    }

    private static int occurrence(PlannedAction action) {
        if (action.kind() != ActionKind.REMINDER) {
            return 0;
        }
        String id = action.actionId();
        return Integer.parseInt(id.substring(id.lastIndexOf(':') + 1));
    }

    /** What people read; without a title of its own, what follows from the kind. */
    private static String title(
            String own, ActionKind kind, Audience audience, String crmStage, ScheduleChange schedule, String step) {
        if (own != null) {
            return own;
        }
        return switch (kind) {
            case TASK -> ActionDefinition.inWords(step);
            case ALERT -> "Alert to " + audience.people();
            case NOTICE -> "Notice to " + audience.people();
            case REMINDER -> "Reminder to " + audience.people();
            case ESCALATION -> "Escalation to " + audience.people() + ": " + words(step);
            case CRM_UPDATE -> "CRM stage " + crmStage;
            case SCHEDULE_CHANGE -> "Schedule: " + schedule.words();
        };
    }

    /** The title of the step that opens a playbook. */
    public static String titleOfOpening(String playbookId) {
        return "Playbook: " + words(playbookId);
    }

    private static String words(String key) {
        return key.replace('-', ' ');
    }
}
