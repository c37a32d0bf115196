package io.tidewatch.time;

import io.tidewatch.problem.ProblemType;

/** Problems of the clock operations. */
public enum ClockProblem implements ProblemType {
    /** This installation does not let its time be moved. */
    CLOCK_NOT_ADJUSTABLE;

    @Override
    public int status() {
        return 409;
    }

    @Override
    public String title() {
        return "The clock cannot be moved here";
    }
}
