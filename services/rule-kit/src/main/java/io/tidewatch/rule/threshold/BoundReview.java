package io.tidewatch.rule.threshold;

import java.time.LocalDate;
import java.util.List;

/**
 * When the owner of a threshold is to look at its bounds again.
 *
 * @param by the day on which the review is due; null when the threshold names none
 * @param everyDays how many days lie between two reviews; null when the threshold does not say so
 * @param sources where its bounds come from, as written; empty when no rule says so
 */
public record BoundReview(LocalDate by, Integer everyDays, List<String> sources) {
    public BoundReview {
        sources = List.copyOf(sources);
    }
}
