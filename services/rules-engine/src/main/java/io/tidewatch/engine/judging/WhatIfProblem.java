package io.tidewatch.engine.judging;

import io.tidewatch.problem.ProblemType;

/** Problems of what-if requests. */
enum WhatIfProblem implements ProblemType {
    /** Nothing is known of that account here. */
    ACCOUNT_UNKNOWN(422, "The account is not known"),
    /** The active rules have no such metric or attribute, or it cannot have that value. */
    VALUE_NOT_POSSIBLE(422, "A value is not possible");

    private final int status;
    private final String title;

    WhatIfProblem(int status, String title) {
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
