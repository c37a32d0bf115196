package io.tidewatch.access;

/**
 * A gauge over what a service has stored. {@link GaugeReading} reads it; while the database does not answer it has no
 * sample, because 0 would look healthy.
 *
 * @param name        with dots, such as {@code tidewatch.imports.unfinished}
 * @param description one sentence fragment for the answer of {@code /q/metrics}
 * @param sql         gives a row per sample: the value as the last column and, where there are several, the value of the
 *                    label before it, under the name of the label. Runs often, so it needs an index or a limit
 * @param age         whether the value is an age in seconds, which goes on growing between two readings. A null then says that
 *                    nothing waits and is shown as 0
 */
public record StoredGauge(String name, String description, String sql, boolean age) {

    /** A gauge whose value holds until it is read again. */
    public static StoredGauge number(String name, String description, String sql) {
        return new StoredGauge(name, description, sql, false);
    }

    /** A gauge that grows by itself; the statement gives the age at the time of the reading, or null. */
    public static StoredGauge age(String name, String description, String sql) {
        return new StoredGauge(name, description, sql, true);
    }
}
