package io.tidewatch.ingestion.metric;

import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;

/**
 * What values are computed.
 *
 * @param accounts canonical ids; as many as are held in memory together
 * @param asOf the day of the values
 * @param from the earlier day of metrics between two days; null for the window of the definition
 * @param knownAt leaves out what became known later; null for nothing
 * @param current whether the values describe the accounts as they are on the as-of day: then an account that is not a
 *     customer on that day has none, whatever it was before
 */
record MetricScope(List<String> accounts, LocalDate asOf, LocalDate from, OffsetDateTime knownAt, boolean current) {

    String[] accountArray() {
        return accounts.toArray(String[]::new);
    }

    /** The same for other accounts. */
    MetricScope of(List<String> others) {
        return new MetricScope(others, asOf, from, knownAt, current);
    }
}
