package io.tidewatch.engine.run;

import io.tidewatch.problem.ProblemType;

/** What can go wrong with a request about runs. */
enum RunProblem implements ProblemType {
    /** No run of that id. */
    RUN_NOT_FOUND("run-not-found", 404, "Run not found"),
    /** The run has no task of that name. */
    TASK_NOT_FOUND("task-not-found", 404, "Task not found"),
    /** Nothing of a closed run can be changed. */
    RUN_CLOSED("run-closed", 409, "The run is closed"),
    /** A state that runs do not have. */
    BAD_STATE("bad-state", 400, "Unknown state");

    private final String slug;
    private final int status;
    private final String title;

    RunProblem(String slug, int status, String title) {
        this.slug = slug;
        this.status = status;
        this.title = title;
    }

    @Override
    public String slug() {
        return slug;
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
