package io.tidewatch.engine.run;

import io.tidewatch.problem.ProblemType;

/** Problems of requests about runs. */
enum RunProblem implements ProblemType {
    /** No run of that id. */
    RUN_NOT_FOUND(404, "Run not found"),
    /** The run has no task of that name. */
    TASK_NOT_FOUND(404, "Task not found"),
    /** The run has no step of that name. */
    STEP_NOT_FOUND(404, "Step not found"),
    /** What is done cannot be skipped. */
    STEP_DONE(409, "The step is done"),
    /** Another comment, or another entry of a history, has that id. */
    COMMENT_ID_TAKEN(409, "The id of the comment is taken"),
    /** A closed run cannot be changed. */
    RUN_CLOSED(409, "The run is closed"),
    /** A cancellation must name either a playbook or a bundle. */
    CANCELLATION_NOT_CLEAR(422, "The cancellation is ambiguous"),
    /** A state that runs do not have. */
    BAD_STATE(400, "Unknown state");

    private final int status;
    private final String title;

    RunProblem(int status, String title) {
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
