package io.tidewatch.rule.threshold;

import java.time.LocalDate;
import java.util.Map;

/**
 * One metric value a rule has read.
 *
 * @param metricId which metric
 * @param name its name for people
 * @param definitionHash the definition it was computed by
 * @param value the value, or null when unknown
 * @param display the value for people, e.g. {@code 34 days} or {@code 85 %}; {@code unknown} when it is
 * @param numerator null when there is none
 * @param denominator null when there is none
 * @param windowDays null when there is none
 * @param asOf the day the value holds for
 * @param anchor the day an age counts from, or the day a countdown counts to, else null
 * @param unknownReason why it is unknown, else null
 * @param details extra figures, e.g. {@code unansweredOutreach}
 */
public record EvidenceValue(
        String metricId,
        String name,
        String definitionHash,
        Double value,
        String display,
        Double numerator,
        Double denominator,
        Integer windowDays,
        LocalDate asOf,
        LocalDate anchor,
        String unknownReason,
        Map<String, Long> details) {}
