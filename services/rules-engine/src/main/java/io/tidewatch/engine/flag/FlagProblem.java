package io.tidewatch.engine.flag;

import io.tidewatch.problem.ProblemType;

/** Problems of requests about flags. */
enum FlagProblem implements ProblemType {
    /** That threshold was never judged for that account. */
    FLAG_NOT_FOUND(404, "Flag not found"),
    /** There is nothing to take care of. */
    FLAG_NOT_RAISED(409, "The flag is not raised"),
    /** A declaration ends in the past, or too far ahead. */
    END_NOT_POSSIBLE(422, "The end is not possible"),
    /** A state that flags do not have. */
    BAD_STATE(400, "Unknown state");

    private final int status;
    private final String title;

    FlagProblem(int status, String title) {
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
