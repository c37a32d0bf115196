package io.tidewatch.rule.threshold;

import io.tidewatch.metric.Question;
import io.tidewatch.rule.bundle.Origin;
import java.time.Duration;
import java.util.List;

/**
 * One threshold as the bundle defines it; several rules (rows of a table) may make up one.
 *
 * @param id kebab-case, for ever
 * @param name the title of its rule or table
 * @param question what it is about
 * @param level of a raised flag (the highest one when rows differ)
 * @param hold how long after it was cleared a flag that is raised again continues the same episode; {@link #DEFAULT_HOLD}
 *     unless the rule has another
 * @param minimumDuration how long it has to be crossed before a new episode begins; zero unless the rule says otherwise
 * @param owner the audience that looks after its bounds; null when it names none
 * @param review when its owner is to look at its bounds again, and where they come from
 * @param file where it is written
 * @param line first line of its (first) rule
 * @param metricIds the metrics that its rules read to raise it: the one that it is about, then the others, sorted
 * @param bounds the conditions as written, e.g. {@code daysSinceExecutiveContact >= 30}, those that clear the flag and those
 *     that make it healthy too
 */
public record ThresholdDefinition(
        String id,
        String name,
        Question question,
        Level level,
        Duration hold,
        Duration minimumDuration,
        String owner,
        BoundReview review,
        String file,
        int line,
        List<String> metricIds,
        List<String> bounds) {
    /** The hold of a threshold that names none. */
    public static final Duration DEFAULT_HOLD = Duration.ofDays(7);

    public ThresholdDefinition {
        metricIds = List.copyOf(metricIds);
        bounds = List.copyOf(bounds);
    }

    /** The metric that it is about, the first that its rule names; null when it reads none. */
    public String metricId() {
        return metricIds.isEmpty() ? null : metricIds.getFirst();
    }

    /** What it was written as. */
    public Origin origin() {
        return Origin.of(file);
    }
}
