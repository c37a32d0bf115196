package io.tidewatch.reporting.portfolio;

import java.time.Instant;

/**
 * Up to when the changes of a provider are in.
 *
 * @param provider which service
 * @param state    how its data stand
 * @param upTo     business time at which everything was in; null while the first reading is not complete
 */
public record Freshness(Provider provider, State state, Instant upTo) {

    /** How the data of a provider stand. */
    public enum State {
        /** Everything was in some seconds ago. */
        FRESH,
        /** There may be changes that are not in; what is shown is what was known then. */
        STALE,
        /** The first reading is not complete: what is missing is not known. */
        LOADING
    }
}
