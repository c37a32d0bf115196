package io.tidewatch.engine.maintenance;

import io.smallrye.mutiny.Uni;
import io.tidewatch.audit.Act;
import io.tidewatch.audit.Action;
import io.tidewatch.audit.AuditLog;
import io.tidewatch.engine.api.model.MaintenanceWindow;
import io.tidewatch.engine.api.model.MaintenanceWindowRequest;
import io.tidewatch.problem.ProblemException;
import io.tidewatch.problem.TemporaryFailure;
import io.tidewatch.time.BusinessTime;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** Declared maintenance windows. The judging loop reads which one holds, and begins a pass when one has ended. */
@ApplicationScoped
public class MaintenanceWindows {

    /** SQL: when the present maintenance ends; null outside of maintenance. */
    public static final String PRESENT_END = """
            (select max(ends_at) from maintenance_window
             where starts_at <= business_now() and ends_at > business_now())
            """;

    private static final Duration LONGEST = Duration.ofDays(14);

    private final Pool pool;
    private final BusinessTime time;
    private final AuditLog audit;

    MaintenanceWindows(Pool pool, BusinessTime time, AuditLog audit) {
        this.pool = pool;
        this.time = time;
        this.audit = audit;
    }

    /** The latest start first, at most 100. */
    Uni<List<MaintenanceWindow>> list() {
        return pool.query("select * from maintenance_window order by starts_at desc, id limit 100")
                .execute()
                .map(rows -> {
                    List<MaintenanceWindow> windows = new ArrayList<>();
                    rows.forEach(row -> windows.add(window(row)));
                    return windows;
                });
    }

    /**
     * Declares or changes a window; the same declaration of the same person again changes nothing.
     *
     * @throws ProblemException {@code maintenance-over}, {@code maintenance-not-possible}
     */
    Uni<MaintenanceWindow> declare(String id, MaintenanceWindowRequest wanted, String by) {
        return TemporaryFailure.retried(pool.withTransaction(tx -> time.now(tx).flatMap(now -> {
            Instant start = wanted.getStartsAt().toInstant();
            Instant end = wanted.getEndsAt().toInstant();
            if (!end.isAfter(start) || !end.isAfter(now) || end.isAfter(start.plus(LONGEST))) {
                throw new ProblemException(
                        MaintenanceProblem.MAINTENANCE_NOT_POSSIBLE,
                        "\"endsAt\" must be later than \"startsAt\" and than now (" + now + "), and at most "
                                + LONGEST.toDays() + " days after \"startsAt\".");
            }
            return write(tx, id, wanted, by, now);
        })));
    }

    private Uni<MaintenanceWindow> write(
            SqlConnection tx, String id, MaintenanceWindowRequest wanted, String by, Instant now) {
        return tx.preparedQuery("""
                        insert into maintenance_window (id, starts_at, ends_at, reason, declared_by, declared_at)
                        values ($1, $2, $3, $4, $5, $6)
                        on conflict (id) do update
                        set starts_at = excluded.starts_at, ends_at = excluded.ends_at, reason = excluded.reason,
                            declared_by = excluded.declared_by,
                            declared_at = case when (maintenance_window.starts_at, maintenance_window.ends_at,
                                                     maintenance_window.reason, maintenance_window.declared_by)
                                                  = (excluded.starts_at, excluded.ends_at, excluded.reason,
                                                     excluded.declared_by)
                                               then maintenance_window.declared_at else excluded.declared_at end
                        where maintenance_window.ends_at > $6
                        returning *, xmax = 0 as created
                        """)
                .execute(Tuple.tuple()
                        .addString(id)
                        .addOffsetDateTime(wanted.getStartsAt())
                        .addOffsetDateTime(wanted.getEndsAt())
                        .addString(wanted.getReason())
                        .addString(by)
                        .addOffsetDateTime(now.atOffset(ZoneOffset.UTC)))
                .flatMap(rows -> {
                    if (rows.size() == 0) {
                        throw new ProblemException(
                                MaintenanceProblem.MAINTENANCE_OVER,
                                "The maintenance window \"" + id + "\" is over; declare one with another name.");
                    }
                    Row row = rows.iterator().next();
                    boolean changed =
                            row.getOffsetDateTime("declared_at").toInstant().equals(now);
                    Action action = row.getBoolean("created") ? Action.CREATED : Action.CHANGED;
                    return (changed
                                    ? audit.write(tx, act(action, id))
                                    : Uni.createFrom().voidItem())
                            .replaceWith(() -> window(row));
                });
    }

    /** Ends a window that has begun, withdraws one that has not. */
    Uni<Void> end(String id) {
        return TemporaryFailure.retried(pool.withTransaction(
                tx -> tx.preparedQuery("delete from maintenance_window where id = $1 and starts_at > business_now()")
                        .execute(Tuple.of(id))
                        .flatMap(withdrawn -> withdrawn.rowCount() > 0
                                ? audit.write(tx, act(Action.DELETED, id))
                                : tx.preparedQuery(
                                                "update maintenance_window set ends_at = business_now() where id = $1 and ends_at > business_now()")
                                        .execute(Tuple.of(id))
                                        .flatMap(ended -> ended.rowCount() > 0
                                                ? audit.write(tx, act(Action.ENDED, id))
                                                : Uni.createFrom().voidItem()))));
    }

    private static Act act(Action action, String id) {
        return Act.of(action, "maintenance-window", id);
    }

    private static MaintenanceWindow window(Row row) {
        return new MaintenanceWindow()
                .id(row.getString("id"))
                .startsAt(utc(row.getOffsetDateTime("starts_at")))
                .endsAt(utc(row.getOffsetDateTime("ends_at")))
                .reason(row.getString("reason"))
                .declaredBy(row.getString("declared_by"))
                .declaredAt(utc(row.getOffsetDateTime("declared_at")));
    }

    private static OffsetDateTime utc(OffsetDateTime time) {
        return time.withOffsetSameInstant(ZoneOffset.UTC);
    }
}
