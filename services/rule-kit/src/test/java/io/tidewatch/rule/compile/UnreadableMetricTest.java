package io.tidewatch.rule.compile;

import io.tidewatch.rule.FixtureRules;
import org.junit.jupiter.api.Test;

/** A metric that exists, but cannot be read where somebody wrote its name: the problem says why, and what would help. */
class UnreadableMetricTest extends ChangedRules {
    private static final String UNTRACKED =
            "The metric 'seat-utilization' is not tracked, so it has no values. Write 'status: TRACKED' in"
                    + " metrics/seat-utilization.yaml to compute and read it.";

    private void untrack() {
        change("metrics/seat-utilization.yaml", "status: TRACKED", "status: AVAILABLE");
        files.remove(SEATS);
        files.put(TASK, files.get(TASK).replaceAll(" Seats taken: .*", ""));
    }

    @Test
    void aConditionNamesAMetricThatIsNotTracked() {
        untrack();
        change(SILENCE, ">= 30", ">= 30, seatUtilization < 50");
        assertRefused(SILENCE + ":13", UNTRACKED);
        change(SILENCE, "seatUtilization < 50", "$account.seatUtilization < 50");
        assertRefused(SILENCE + ":13", UNTRACKED);
        change(SILENCE, "$account.seatUtilization < 50", "seatUtilizationUnknown");
        assertRefused(SILENCE + ":13", UNTRACKED);
    }

    @Test
    void aClearBoundNamesAMetricThatIsNotTracked() {
        untrack();
        change(SILENCE, "    @reviewBy", "    @clear(\"seatUtilization > 50\")\n    @reviewBy");
        assertRefused(SILENCE + ":11", UNTRACKED);
    }

    @Test
    void aColumnOfATableNamesAMetricThatIsNotTracked() {
        String seats = files.get(SEATS);
        untrack();
        files.put(SEATS, seats);
        assertRefused(SEATS + ":6", "Cell B6: " + UNTRACKED);
    }

    @Test
    void aMessageNamesAMetricThatIsNotTracked() {
        untrack();
        change(TASK, "{flag.sentence}", "{metric.seatUtilization}");
        assertAmong(TASK + ":5", UNTRACKED);
    }

    @Test
    void aStepOfAJourneyNamesAMetricThatIsNotTracked() {
        files.putAll(FixtureRules.journey());
        untrack();
        assertRefused("journeys/onboarding.yaml:13", "'met': " + UNTRACKED);
    }

    @Test
    void aRuleAboutOneAccountNamesAFigureOfManyAccounts() {
        untrack();
        change("metrics/seat-utilization.yaml", "status: AVAILABLE", "status: TRACKED\nlevel: GROUP");
        change(SILENCE, ">= 30", ">= 30, seatUtilization < 50");
        assertRefused(
                SILENCE + ":13",
                "The metric 'seat-utilization' is a figure of many accounts together; an account has no value of it.",
                "Portfolio( … )");
    }

    @Test
    void nothingCanBeCalledOnAValue() {
        change(SILENCE, "daysSinceExecutiveContact >= 30", "daysSinceExecutiveContact.toString() == \"30\"");
        assertRefused(
                SILENCE + ":13",
                "'daysSinceExecutiveContact.toString' is not allowed: 'daysSinceExecutiveContact' is a value",
                "Did you mean 'daysSinceExecutiveContact'?");
    }

    @Test
    void theFirstWordOfAMetricInAMessageIsSuggested() {
        change(TASK, "{flag.sentence}", "{metrics.arr}");
        assertAmong(TASK + ":5", "Messages have no value 'metrics'. Did you mean 'metric'?");
    }
}
