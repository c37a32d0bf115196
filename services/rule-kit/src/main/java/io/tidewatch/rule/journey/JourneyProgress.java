package io.tidewatch.rule.journey;

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
 * @param reason the values behind the state, in a sentence for people
 */
public record JourneyProgress(
        JourneyDefinition journey, JourneyStep step, StepState state, LocalDate dueOn, String reason) {

    /**
     * The progress that follows from the result of the step's threshold.
     *
     * @param result of an account that is a customer and that the journey is for
     * @param met whether the condition of the step is known to hold
     * @param daysSinceStart whole days from the start of the journey to {@code today}; empty when not known
     * @param today the day of the result
     */
    public static JourneyProgress of(
            JourneyDefinition journey,
            JourneyStep step,
            ThresholdResult result,
            boolean met,
            OptionalDouble daysSinceStart,
            LocalDate today) {
        LocalDate dueOn = daysSinceStart.isEmpty()
                ? null
                : today.minusDays((long) daysSinceStart.getAsDouble()).plusDays(step.dueAfterDays());
        return new JourneyProgress(
                journey,
                step,
                met ? StepState.MET : state(journey, result, dueOn, today),
                dueOn,
                result.evidence().sentence());
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
