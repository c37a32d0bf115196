package io.tidewatch.rule.journey;

import io.tidewatch.rule.playbook.Audience;
import java.util.List;

/**
 * The steps that customers of one kind go through, as a file in rules/journeys defines them.
 *
 * @param id kebab-case, for ever
 * @param name for people
 * @param about the condition on attributes that says which accounts it is for, as written
 * @param attributes the attributes that this condition reads
 * @param startMetricId the metric that counts the days since the start of the journey
 * @param owner who does the steps
 * @param stallDays after how many days without a step being met the journey is stalled, while one is late
 * @param missedAfterDays how many days after it was due a step that is not met is given up
 * @param ownSteps how rules see the steps of one customer alone; null where they do not count
 * @param steps in the order of their days
 * @param file where it is written
 */
public record JourneyDefinition(
        String id,
        String name,
        String about,
        List<String> attributes,
        String startMetricId,
        Audience owner,
        int stallDays,
        int missedAfterDays,
        OwnSteps ownSteps,
        List<JourneyStep> steps,
        String file) {
    /** The threshold that all journeys share: raised while one of them is stalled. */
    public static final String STALLED = "journey-stalled";

    /**
     * The steps that only one customer goes through, by metrics.
     *
     * @param lateMetricId counts those that are late
     * @param metSinceMetricId counts the days since one was met last, and those since the start of the journey until one is
     */
    public record OwnSteps(String lateMetricId, String metSinceMetricId) {}

    public JourneyDefinition {
        attributes = List.copyOf(attributes);
        steps = List.copyOf(steps);
    }

    /** The step of this threshold and playbook with its journey, for people; null when the journey does not have it. */
    public String name(String thresholdId) {
        return steps.stream()
                .filter(step -> step.thresholdId().equals(thresholdId))
                .map(step -> "'" + step.name() + "' of the journey " + name)
                .findFirst()
                .orElse(null);
    }
}
