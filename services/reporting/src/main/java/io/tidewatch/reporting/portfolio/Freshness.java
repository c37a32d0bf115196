package io.tidewatch.reporting.portfolio;

import java.time.Instant;

/**
 * How up to date a provider's data are.
 *
 * @param provider which service
 * @param state    whether its data are up to date
 * @param upTo     business time at which everything published had been read; null while the first reading is not complete
 */
public record Freshness(Provider provider, State state, Instant upTo) {

    /** Whether a provider's data are up to date. */
    public enum State {
        /** Everything published had been read some seconds ago. */
        FRESH,
        /** There may be changes that were not read; a report shows what was known then. */
        STALE,
        /** The first reading is not complete, so figures are unknown. */
        LOADING
    }
}
