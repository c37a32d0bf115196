package io.tidewatch.time;

import io.tidewatch.problem.ProblemType;

/** Problems of the clock operations. */
public enum ClockProblem implements ProblemType {
    /** Business time cannot be moved in this installation. */
    CLOCK_NOT_ADJUSTABLE;

    @Override
    public int status() {
        return 409;
    }

    @Override
    public String title() {
        return "The clock is not adjustable";
    }
}
