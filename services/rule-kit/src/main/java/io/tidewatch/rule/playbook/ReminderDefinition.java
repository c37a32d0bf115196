package io.tidewatch.rule.playbook;

import java.time.Duration;

/**
 * How an open task is called to mind, until it is ticked or acknowledged, what makes it needless has come, or the run ends.
 *
 * @param step its key, once in the playbook
 * @param ofStep the task
 * @param first time from the opening of the run to the first reminder
 * @param every time between reminders
 * @param unless the judgement that makes it needless, or null
 * @param audience whom to remind
 * @param messageId message to send
 */
public record ReminderDefinition(
        String step,
        String ofStep,
        Duration first,
        Duration every,
        Judgement unless,
        Audience audience,
        String messageId) {}
