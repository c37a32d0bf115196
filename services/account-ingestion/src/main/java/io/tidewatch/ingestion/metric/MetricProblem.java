package io.tidewatch.ingestion.metric;

import io.tidewatch.problem.ProblemType;

/** Problems with metrics and their catalogues. */
public enum MetricProblem implements ProblemType {
    /** No catalogue of that hash was handed over. */
    CATALOGUE_NOT_FOUND(404, "Catalogue not found"),
    /** A question names a catalogue that was not handed over. */
    CATALOGUE_UNKNOWN(422, "Unknown catalogue"),
    /** The body is no catalogue. */
    CATALOGUE_NOT_READABLE(422, "The catalogue cannot be read"),
    /** The body is another catalogue than the path says. */
    CATALOGUE_HASH_WRONG(422, "The hash is that of something else"),
    /** No catalogue that could answer. */
    CATALOGUE_NOT_READY(422, "No catalogue is ready"),
    /** The catalogue has no such metric. */
    METRIC_UNKNOWN(422, "Unknown metric"),
    /** The days are in the wrong order. */
    DAYS_REVERSED(422, "The days are in the wrong order"),
    /** No account of that id. */
    ACCOUNT_NOT_FOUND(404, "Account not found");

    private final int status;
    private final String title;

    MetricProblem(int status, String title) {
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
