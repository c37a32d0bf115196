package io.tidewatch.reporting.retention;

import io.tidewatch.problem.ProblemType;

/** Problems of reports. */
public enum ReportProblem implements ProblemType {
    /** The days of the report are not in order, or lie in the future. */
    REPORT_PERIOD_NOT_VALID(400, "The period of the report is not valid");

    private final int status;
    private final String title;

    ReportProblem(int status, String title) {
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
