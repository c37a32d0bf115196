package io.tidewatch.engine.run;

import java.time.Instant;

/**
 * One step of a run.
 *
 * @param runId the run
 * @param step its key
 * @param kind what is done
 * @param occurrence 0, or the number of a reminder
 * @param title for people
 * @param audience whom it is for
 * @param state PENDING, OPEN, DONE or SKIPPED
 * @param dueAt when it is or was due
 * @param doneAt when it was done, or null
 * @param doneBy who ticked it, or null
 * @param reason why it was skipped, or null
 * @param actionId the action that was published for notification-dispatch; null when none was
 */
public record StepRow(
        String runId,
        String step,
        String kind,
        int occurrence,
        String title,
        String audience,
        String state,
        Instant dueAt,
        Instant doneAt,
        String doneBy,
        String reason,
        String actionId) {}
