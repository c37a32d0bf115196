package io.tidewatch.engine.drill;

import io.tidewatch.problem.ProblemType;

/** Problems of requests about drills. */
enum DrillProblem implements ProblemType {
    /** Nothing is known of that account here. */
    ACCOUNT_UNKNOWN(422, "The account is not known"),
    /** No drill has that id, or it is no longer kept. */
    DRILL_NOT_FOUND(404, "Drill not found"),
    /** Another drill has that id. */
    DRILL_ID_TAKEN(409, "The id is taken"),
    /** The rules have no such playbook or word, or the caller has no address. */
    DRILL_NOT_POSSIBLE(422, "The drill is not possible");

    private final int status;
    private final String title;

    DrillProblem(int status, String title) {
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
