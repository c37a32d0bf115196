package io.tidewatch.reporting.retention;

import io.tidewatch.problem.ProblemType;

/** Problems of reports. */
public enum ReportProblem implements ProblemType {
    /** The days of the report are not in order, or lie in the future. */
    PERIOD_NOT_VALID("report-period-not-valid", 400, "The period of the report is not valid");

    private final String slug;
    private final int status;
    private final String title;

    ReportProblem(String slug, int status, String title) {
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
