package io.tidewatch.rule.playbook;

import java.time.Duration;

/**
 * Reminders of an open task. They end when the task is ticked or acknowledged, when a judgement holds, or with the run.
 *
 * @param step its key, once in the playbook
 * @param ofStep the task
 * @param first time from the opening of the run to the first reminder
 * @param every time between reminders
 * @param unless the judgement word that ends the reminders, or null
 * @param audience whom to remind
 * @param messageId message to send
 */
public record ReminderDefinition(
        String step,
        String ofStep,
        Duration first,
        Duration every,
        String unless,
        Audience audience,
        String messageId) {}
