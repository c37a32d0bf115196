package io.tidewatch.ingestion.declared;

import io.tidewatch.problem.ProblemType;

/** Problems with the kind of a record. */
public enum KindProblem implements ProblemType {
    /** No catalogue that is ready has a kind of that name. */
    KIND_UNKNOWN(404, "Unknown kind of record"),
    /** Records of the kind have a path of their own, or follow from other records. */
    KIND_KEPT_ELSEWHERE(404, "Records of this kind are kept elsewhere"),
    /** A record of the kind must belong to an account. */
    KIND_NEEDS_ACCOUNT(404, "Records of this kind belong to an account");

    private final int status;
    private final String title;

    KindProblem(int status, String title) {
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
