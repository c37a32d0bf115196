package io.tidewatch.rule.journey;

import io.tidewatch.rule.threshold.AccountFacts;
import io.tidewatch.rule.threshold.MetricValue;
import io.tidewatch.rule.threshold.ThresholdResult;
import java.time.LocalDate;
import java.util.OptionalDouble;

/**
 * Where an account stands on one step of its journey on a day.
 *
 * @param journey the journey
 * @param step the step
 * @param state how far the account is with it
 * @param dueOn the day on which it is due; null when the start of the journey is not known
 * @param metOn the day on which it was met, as records have it; null while it is not met, and when no record says so
 * @param reason the values behind the state, in a sentence for people
 */
public record JourneyProgress(
        JourneyDefinition journey, JourneyStep step, StepState state, LocalDate dueOn, LocalDate metOn, String reason) {

    /**
     * The progress that follows from the result of the step's threshold.
     *
     * @param result of an account that is a customer and that the journey is for
     * @param met whether the condition of the step is known to hold
     * @param facts what is known of the account
     * @param today the day of the result
     */
    public static JourneyProgress of(
            JourneyDefinition journey,
            JourneyStep step,
            ThresholdResult result,
            boolean met,
            AccountFacts facts,
            LocalDate today) {
        LocalDate start = dayOf(journey.startMetricId(), facts, today);
        LocalDate dueOn = start == null ? null : start.plusDays(step.dueAfterDays());
        return new JourneyProgress(
                journey,
                step,
                met ? StepState.MET : state(journey, result, dueOn, today),
                dueOn,
                met ? dayOf(step.metSinceMetricId(), facts, today) : null,
                result.evidence().sentence());
    }

    /** The day since which a metric counts; null when it is not known. */
    private static LocalDate dayOf(String metricId, AccountFacts facts, LocalDate today) {
        MetricValue value = metricId == null ? null : facts.metric(metricId);
        OptionalDouble days = value == null ? OptionalDouble.empty() : value.on(today);
        return days.isEmpty() ? null : today.minusDays((long) days.getAsDouble());
    }

    private static StepState state(
            JourneyDefinition journey, ThresholdResult result, LocalDate dueOn, LocalDate today) {
        return switch (result.outcome()) {
            case RAISE -> today.isAfter(dueOn) ? StepState.LATE : StepState.DUE;
            case CLEAR ->
                today.isBefore(dueOn.plusDays(journey.missedAfterDays())) ? StepState.NOT_YET : StepState.MISSED;
            case UNKNOWN, STAYS, NOT_A_CUSTOMER, OFF -> StepState.UNKNOWN;
        };
    }
}
