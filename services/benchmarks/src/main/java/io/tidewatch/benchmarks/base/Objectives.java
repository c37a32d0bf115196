package io.tidewatch.benchmarks.base;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/** The objectives of a customer's success plan. */
final class Objectives {

    /**
     * An objective that is due.
     *
     * @param reached null when it was not reached by the day of the base
     * @param confirmed whether the customer confirmed that it was
     */
    record Objective(String id, LocalDate due, LocalDate reached, boolean confirmed) {}

    private Objectives() {}

    /** Those due before the days of observation. */
    static List<Objective> of(AccountHistory account) {
        Dice dice = account.dice("objectives");
        List<Objective> objectives = new ArrayList<>();
        for (Observation observation : account.observations()) {
            Experience experience = observation.experience();
            for (int turn = 0; turn < experience.objectives(); turn++) {
                int daysBefore = Experience.daysBefore(
                        dice,
                        account.start().plusDays(Experience.OBJECTIVE_DAYS),
                        observation.day(),
                        3,
                        Experience.HALF_YEAR_DAYS);
                LocalDate due = observation.day().minusDays(daysBefore);
                boolean met = turn < experience.met();
                boolean reached = met || dice.chance(0.3);
                LocalDate on = due.minusDays(dice.between(0, 15));
                objectives.add(new Objective(account.id(observation, "goal", turn), due, reached ? on : null, met));
            }
        }
        return objectives;
    }
}
