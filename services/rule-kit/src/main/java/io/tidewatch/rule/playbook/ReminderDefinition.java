package io.tidewatch.rule.playbook;

import java.time.Duration;

/**
 * How an open task is called to mind, until it is ticked or acknowledged or the run ends.
 *
 * @param step its key, once in the playbook
 * @param ofStep the task
 * @param first time from the opening of the run to the first reminder
 * @param every time between reminders
 * @param audience whom to remind
 * @param messageId message to send
 */
public record ReminderDefinition(
        String step, String ofStep, Duration first, Duration every, Audience audience, String messageId) {}
