package io.tidewatch.engine.portfolio;

import io.tidewatch.engine.client.ingestion.model.GroupValue;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/**
 * What is stored of the portfolio, and what holds at this moment.
 *
 * @param activeBundle null while there is none
 * @param now business time
 * @param today its UTC day
 * @param maintenanceUntil when the present maintenance ends; null outside of maintenance
 * @param key all that its flags follow from beside the figures: bundle, day, clock and end of the last maintenance
 * @param judged whether it was judged with that key, and no flag has become due since
 * @param figures as account-ingestion answered
 * @param figuresOf bundle and day that they are of; empty when there are none yet
 * @param readUpTo how far the feed of account-ingestion is read, as a short text
 * @param changed whether data changed since the figures were asked for, and the last question is long enough ago
 */
record PortfolioState(
        String activeBundle,
        Instant now,
        LocalDate today,
        Instant maintenanceUntil,
        String key,
        boolean judged,
        List<GroupValue> figures,
        String figuresOf,
        String readUpTo,
        boolean changed) {

    /** The figures that a bundle needs on a day. */
    static String figuresOf(String bundleHash, LocalDate day) {
        return bundleHash + " " + day;
    }

    /** Whether the figures are those that the active bundle needs today. */
    boolean hasFiguresOfToday() {
        return figuresOf.equals(figuresOf(activeBundle, today));
    }

    /** Whether account-ingestion has to be asked. */
    boolean asks() {
        return !hasFiguresOfToday() || changed;
    }
}
