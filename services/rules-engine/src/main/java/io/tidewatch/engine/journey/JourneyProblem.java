package io.tidewatch.engine.journey;

import io.tidewatch.problem.ProblemType;

/** Problems of requests about journeys. */
enum JourneyProblem implements ProblemType {
    /** Nothing is known of that account here. */
    ACCOUNT_NOT_FOUND(404, "Account not found");

    private final int status;
    private final String title;

    JourneyProblem(int status, String title) {
        this.status = status;
        this.title = title;
    }

    @Override
    public int status() {
        return status;
    }

    @Override
    public String title() {
        return title;
    }
}
