package io.tidewatch.engine.maintenance;

import io.tidewatch.problem.ProblemType;

/** Problems of requests about maintenance windows. */
enum MaintenanceProblem implements ProblemType {
    /** What is over has had its effect. */
    MAINTENANCE_OVER(409, "The maintenance window is over"),
    /** A window that ends before it starts, in the past, or too late. */
    MAINTENANCE_NOT_POSSIBLE(422, "The maintenance window is not possible");

    private final int status;
    private final String title;

    MaintenanceProblem(int status, String title) {
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
