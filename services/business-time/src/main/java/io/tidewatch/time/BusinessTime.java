package io.tidewatch.time;

import io.smallrye.mutiny.Uni;
import io.tidewatch.problem.ProblemException;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;

/**
 * The time of as-of days, due times and occurrences. It comes from the database, so that all replicas
 * agree. Leases, tokens and timeouts use real time instead.
 */
@ApplicationScoped
public class BusinessTime {

    private final Pool pool;
    private final ClockConfig config;

    public BusinessTime(Pool pool, ClockConfig config) {
        this.pool = pool;
        this.config = config;
    }

    /** Now, read on this connection. */
    public Uni<Instant> now(SqlClient client) {
        return client.query("select business_now() as now")
                .execute()
                .map(rows -> instant(rows.iterator().next(), "now"));
    }

    /** The UTC day of {@link #now}, read on this connection. */
    public Uni<LocalDate> today(SqlClient client) {
        return client.query("select business_today() as today")
                .execute()
                .map(rows -> rows.iterator().next().getLocalDate("today"));
    }

    /** Business time, and its offset from real time. */
    public Uni<Reading> read() {
        return pool.query("select business_now() as now, offset_seconds from clock_offset")
                .execute()
                .map(rows -> reading(rows.iterator().next()));
    }

    /**
     * Moves business time.
     *
     * @param offsetSeconds business time minus real time; may be negative
     * @throws ProblemException {@code clock-not-adjustable} unless {@code tidewatch.clock.adjustable} is on
     */
    public Uni<Reading> move(long offsetSeconds) {
        if (!config.adjustable()) {
            return Uni.createFrom()
                    .failure(
                            new ProblemException(
                                    ClockProblem.CLOCK_NOT_ADJUSTABLE,
                                    "Business time can be moved only in tests and local installations (tidewatch.clock.adjustable)."));
        }
        return pool.preparedQuery(
                        "update clock_offset set offset_seconds = $1 returning business_now() as now, offset_seconds")
                .execute(Tuple.of(offsetSeconds))
                .flatMap(rows -> read());
    }

    private Reading reading(Row row) {
        return new Reading(instant(row, "now"), row.getLong("offset_seconds"), config.adjustable());
    }

    private static Instant instant(Row row, String column) {
        return row.get(OffsetDateTime.class, column).toInstant();
    }

    /**
     * A reading of the clock: `ClockReading` in the contracts.
     *
     * @param now business time
     * @param offsetSeconds business time minus real time
     * @param adjustable whether it may be moved here
     */
    public record Reading(Instant now, long offsetSeconds, boolean adjustable) {}
}
