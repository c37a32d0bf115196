package io.tidewatch.rule.playbook;

import java.time.Instant;

/**
 * An action a run has decided upon. Its id is deterministic: deciding it again gives the same id.
 *
 * @param actionId run id, step, kind (and for reminders the occurrence)
 * @param runId the run
 * @param accountId the account
 * @param playbookId the playbook
 * @param step key of the step; for escalations the key of the single action
 * @param kind what to do
 * @param audience whom it is for
 * @param title what people read in lists; null when its message says nothing, and for reminders
 * @param messageId message to send, or null for CRM_UPDATE and SCHEDULE_CHANGE
 * @param draftMessageId message to attach as a draft to the sponsor, or null
 * @param crmStage stage for CRM_UPDATE, else null
 * @param schedule the change for SCHEDULE_CHANGE, else null
 * @param dueAt for actions of the opening: by when they have to be done; for later ones: when they were due
 */
public record PlannedAction(
        String actionId,
        String runId,
        String accountId,
        String playbookId,
        String step,
        ActionKind kind,
        Audience audience,
        String title,
        String messageId,
        String draftMessageId,
        String crmStage,
        ScheduleChange schedule,
        Instant dueAt) {

    /** An action of a playbook, decided in a run. */
    static PlannedAction of(PlaybookRun run, ActionDefinition action, Instant dueAt) {
        return new PlannedAction(
                run.runId() + ":" + action.step() + ":" + action.kind(),
                run.runId(),
                run.accountId(),
                run.playbookId(),
                action.step(),
                action.kind(),
                action.audience(),
                action.title(),
                action.messageId(),
                action.draftMessageId(),
                action.crmStage(),
                action.schedule(),
                dueAt);
    }
}
