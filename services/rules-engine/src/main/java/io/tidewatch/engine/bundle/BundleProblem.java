package io.tidewatch.engine.bundle;

import io.tidewatch.problem.ProblemType;

/** What can go wrong with a request about bundles. */
public enum BundleProblem implements ProblemType {
    /** No bundle of that hash. */
    BUNDLE_NOT_FOUND(404, "Bundle not found"),
    /** The upload is no ZIP file. */
    BUNDLE_NOT_ZIP(400, "Not a ZIP file"),
    /** The ZIP file cannot be a bundle: too large, or with names or content that a bundle does not have. */
    BUNDLE_UNREADABLE(422, "The bundle cannot be read"),
    /** Only a bundle that passed its check can become active. */
    BUNDLE_NOT_VALID(409, "The bundle is not valid");

    private final int status;
    private final String title;

    BundleProblem(int status, String title) {
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
