package io.tidewatch.ingestion.change;

import io.tidewatch.problem.ProblemType;

/** Problems of reading the snapshot. */
public enum SnapshotProblem implements ProblemType {
    /** The page was not named by a page before it. */
    NO_SUCH_PAGE;

    @Override
    public String slug() {
        return "no-such-page";
    }

    @Override
    public int status() {
        return 400;
    }

    @Override
    public String title() {
        return "No such page";
    }
}
