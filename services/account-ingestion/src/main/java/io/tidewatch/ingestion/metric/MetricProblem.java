package io.tidewatch.ingestion.metric;

import io.tidewatch.problem.ProblemException;
import io.tidewatch.problem.ProblemType;

/** Problems with metrics and their catalogues. */
public enum MetricProblem implements ProblemType {
    /** There is no catalogue with that hash. */
    CATALOGUE_NOT_FOUND(404, "Catalogue not found"),
    /** A question names a catalogue that does not exist. */
    CATALOGUE_UNKNOWN(422, "Unknown catalogue"),
    /** The body is not a valid catalogue. */
    CATALOGUE_NOT_READABLE(422, "The catalogue is not readable"),
    /** The hash in the path is not that of the body. */
    CATALOGUE_HASH_WRONG(422, "The hash does not match the catalogue"),
    /** Stored records would not fit the kinds of the catalogue. */
    KIND_INCOMPATIBLE(409, "The catalogue does not fit stored records"),
    /** No catalogue has values yet. */
    CATALOGUE_NOT_READY(422, "No catalogue is ready"),
    /** The catalogue does not contain the metric. */
    METRIC_UNKNOWN(422, "Unknown metric"),
    /** Only groups of accounts have a value of the metric. */
    METRIC_OF_GROUPS(422, "The metric has no values of accounts"),
    /** Accounts cannot be grouped or chosen by that. */
    GROUPING_UNKNOWN(422, "Unknown grouping"),
    /** The days are in the wrong order. */
    DAYS_REVERSED(422, "The days are in the wrong order"),
    /** The answer would have more figures than one answer may have. */
    QUERY_TOO_LARGE(422, "The query is too large"),
    /** Too many questions are being answered or wait for it. */
    TOO_MANY_QUERIES(429, "Too many queries at the same time"),
    /** No account of that id. */
    ACCOUNT_NOT_FOUND(404, "Account not found");

    private final int status;
    private final String title;

    MetricProblem(int status, String title) {
        this.status = status;
        this.title = title;
    }

    /** The answer to a request about an account that does not exist. */
    public static ProblemException accountNotFound(String accountId) {
        return new ProblemException(
                ACCOUNT_NOT_FOUND, "No account has the id \"" + accountId + "\". Import it, or check the id.");
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
