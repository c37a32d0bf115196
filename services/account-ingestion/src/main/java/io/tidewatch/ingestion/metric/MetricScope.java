package io.tidewatch.ingestion.metric;

import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;

/**
 * What values are asked for.
 *
 * @param accounts canonical ids; null for all
 * @param asOf the day of the values
 * @param from the earlier day of metrics between two days; null for the window of the definition
 * @param knownAt leaves out what became known later; null for nothing
 */
record MetricScope(List<String> accounts, LocalDate asOf, LocalDate from, OffsetDateTime knownAt) {

    /** As a parameter; null for all. */
    String[] accountArray() {
        return accounts == null ? null : accounts.toArray(String[]::new);
    }
}
