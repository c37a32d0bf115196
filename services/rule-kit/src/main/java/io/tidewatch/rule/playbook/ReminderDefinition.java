package io.tidewatch.rule.playbook;

import java.time.Duration;
import java.time.Instant;

/**
 * Reminders of an open task. They end when the task is ticked or acknowledged, when a judgement holds, or with the run.
 *
 * @param step its key, once in the playbook
 * @param ofStep the task
 * @param first time from the opening of the run to the first reminder
 * @param every time between reminders; business days are those of the calendar that the account has at the reminder before
 * @param unless the judgement word that ends the reminders, or null
 * @param audience whom to remind
 * @param messageId message to send
 */
public record ReminderDefinition(
        String step, String ofStep, Span first, Span every, String unless, Audience audience, String messageId) {

    private static final double MINUTES_PER_DAY = Duration.ofDays(1).toMinutes();

    /**
     * The number of a reminder, different for each time of a run. It is the count of the reminders, missed ones included, unless business
     * days are counted: then it is the count of days, because a calendar may have changed since the first one.
     *
     * @param openedAt the opening of the run
     * @param dueAt when the reminder is due
     */
    public long number(Instant openedAt, Instant dueAt) {
        if (every.inBusinessDays()) {
            // In spring a day can have 23 hours.
            return Math.round(Duration.between(openedAt, dueAt).toMinutes() / MINUTES_PER_DAY);
        }
        Instant from = first.inBusinessDays() ? openedAt : openedAt.plus(first.elapsed());
        return 1 + Duration.between(from, dueAt).dividedBy(every.elapsed());
    }
}
