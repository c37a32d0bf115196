package io.tidewatch.rule.journey;

/**
 * One step of a journey. It compiles into a threshold that is raised while the step is due and not met, and into a playbook of the
 * same id that asks for it.
 *
 * @param id kebab-case, once in the journey
 * @param thresholdId the id of its threshold and of its playbook: that of the journey and its own
 * @param name what is so once the step is met, for people
 * @param task what there is to do, as the title of its task; the name where the file says nothing else
 * @param dueAfterDays days from the start of the journey to the day on which it is due
 * @param leadDays days before that day on which its task opens, at least 1
 * @param met the condition under which it is met, as written
 * @param metricId the first metric that this condition reads
 * @param metSinceMetricId the metric that counts the days since it was met, and those since the start of the journey until it is; null
 *     where no record says when
 * @param guidance what to do, in a sentence for people
 * @param messageId the message of its task
 * @param line where it is written
 */
public record JourneyStep(
        String id,
        String thresholdId,
        String name,
        String task,
        int dueAfterDays,
        int leadDays,
        String met,
        String metricId,
        String metSinceMetricId,
        String guidance,
        String messageId,
        int line) {}
