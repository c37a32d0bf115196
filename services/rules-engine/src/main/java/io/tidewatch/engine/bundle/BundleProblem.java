package io.tidewatch.engine.bundle;

import io.tidewatch.problem.ProblemException;
import io.tidewatch.problem.ProblemType;

/** Problems of requests about bundles. */
public enum BundleProblem implements ProblemType {
    /** No bundle of that hash. */
    BUNDLE_NOT_FOUND(404, "Bundle not found"),
    /** The upload is not a ZIP file. */
    BUNDLE_NOT_ZIP(400, "Not a ZIP file"),
    /** The ZIP file is not a valid bundle: too large, or with names or content that a bundle cannot have. */
    BUNDLE_UNREADABLE(422, "The bundle cannot be read"),
    /** A bundle that was active or is asked for must not be deleted. */
    BUNDLE_IN_USE(409, "The bundle is in use"),
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

    /** {@link #BUNDLE_NOT_VALID} for a bundle in a state in which it did not pass its check. */
    static ProblemException notValid(BundleState state) {
        return new ProblemException(
                BUNDLE_NOT_VALID,
                state == BundleState.REFUSED
                        ? "The bundle was refused; its problems give the reasons."
                        : "The bundle is being checked; try again when its state is VALIDATED.");
    }
}
