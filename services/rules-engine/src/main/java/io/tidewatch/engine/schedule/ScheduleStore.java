package io.tidewatch.engine.schedule;

import io.smallrye.mutiny.Uni;
import io.tidewatch.rule.playbook.PlannedAction;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowIterator;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * The schedule changes that runs decided, one row for each. A row says what account-ingestion is to have, so it is written with the run
 * and sent until account-ingestion has it. Of several changes of one activity that last until their runs end, the most frequent one is in
 * force; the others are applied by waiting.
 */
@ApplicationScoped
public class ScheduleStore {

    private static final String INSERT = """
            insert into schedule_change (run_id, step, account_id, playbook, activity, every_months, valid_from, until_run_ends)
            values ($1, $2, $3, $4, $5, $6, $7, $8)
            on conflict do nothing
            """;

    private static final String END = """
            update schedule_change
            set valid_until = business_today(), applied = false, send_at = clock_timestamp(), attempts = 0
            where run_id = $1 and until_run_ends and valid_until is null
            """;

    private static final String COLUMNS =
            "run_id, step, account_id, playbook, activity, every_months, valid_from, valid_until, until_run_ends, replaced";

    private static final String DUE = "select " + COLUMNS
            + " from schedule_change where not applied and send_at <= clock_timestamp() order by send_at limit $1";

    private static final String IN_FORCE = "select " + COLUMNS + """
             from schedule_change
            where account_id = $1 and activity = $2 and until_run_ends and in_force and (run_id, step) <> ($3, $4)
            limit 1
            """;

    // What was sent counts only while it is what is wanted.
    private static final String APPLIED = """
            update schedule_change set applied = valid_until is not distinct from $3, problem = null, in_force = $4
            where run_id = $1 and step = $2
            """;

    private static final String REPLACED = """
            update schedule_change set in_force = false, replaced = replaced + 1 where run_id = $1 and step = $2 and in_force
            """;

    // The most frequent of those that wait. One that was not looked at yet is due anyway.
    private static final String NEXT = """
            update schedule_change
            set applied = false, valid_from = greatest(valid_from, $3), send_at = clock_timestamp(), attempts = 0
            where (run_id, step) = (
                select run_id, step from schedule_change
                where account_id = $1 and activity = $2 and until_run_ends and valid_until is null and applied
                order by every_months, run_id, step limit 1)
              and not exists (
                select from schedule_change
                where account_id = $1 and activity = $2 and until_run_ends and in_force)
            """;

    private static final String FAILED = """
            update schedule_change
            set attempts = attempts + 1, problem = $3,
                send_at = clock_timestamp() + least(interval '10 minutes', interval '1 second' * power(2, least(attempts, 10)))
            where run_id = $1 and step = $2
            """;

    /**
     * A change as account-ingestion is to have it.
     *
     * @param everyMonths months from one to the next
     * @param until the first day on which it holds no more; null while it holds
     * @param untilRunEnds whether it ends with its run
     * @param replaced how often another change has replaced it
     */
    record Wanted(
            UUID runId,
            String step,
            String accountId,
            String playbook,
            String activity,
            int everyMonths,
            LocalDate from,
            LocalDate until,
            boolean untilRunEnds,
            int replaced) {
        /** The same change on other days. */
        Wanted on(LocalDate first, LocalDate end) {
            return new Wanted(
                    runId, step, accountId, playbook, activity, everyMonths, first, end, untilRunEnds, replaced);
        }
    }

    /**
     * Stores the changes among actions that were decided now.
     *
     * @param day the business day, from which they hold
     */
    public Uni<Void> insert(SqlClient tx, List<PlannedAction> actions, LocalDate day) {
        List<Tuple> changes = actions.stream()
                .filter(action -> action.schedule() != null)
                .map(action -> Tuple.tuple()
                        .addUUID(UUID.fromString(action.runId()))
                        .addString(action.step())
                        .addString(action.accountId())
                        .addString(action.playbookId())
                        .addString(action.schedule().activity())
                        .addInteger(action.schedule().everyMonths())
                        .addLocalDate(day)
                        .addBoolean(action.schedule().untilRunEnds()))
                .collect(Collectors.toList());
        return changes.isEmpty()
                ? Uni.createFrom().voidItem()
                : tx.preparedQuery(INSERT).executeBatch(changes).replaceWithVoid();
    }

    /** Ends the changes that hold until the end of a run which ends now. */
    public Uni<Void> end(SqlClient tx, String runId) {
        return tx.preparedQuery(END).execute(Tuple.of(UUID.fromString(runId))).replaceWithVoid();
    }

    /** Those that account-ingestion does not have and that are to be sent now, the longest due first. */
    Uni<List<Wanted>> due(SqlClient client, int limit) {
        return client.preparedQuery(DUE).execute(Tuple.of(limit)).map(rows -> {
            List<Wanted> due = new ArrayList<>();
            rows.forEach(row -> due.add(wanted(row)));
            return due;
        });
    }

    /** The other change of the same activity that is in force until its run ends, if there is one. */
    Uni<Optional<Wanted>> inForceBeside(SqlClient client, Wanted wanted) {
        return client.preparedQuery(IN_FORCE)
                .execute(Tuple.of(wanted.accountId(), wanted.activity(), wanted.runId(), wanted.step()))
                .map(rows -> {
                    RowIterator<Row> row = rows.iterator();
                    return row.hasNext() ? Optional.of(wanted(row.next())) : Optional.empty();
                });
    }

    private static Wanted wanted(Row row) {
        return new Wanted(
                row.getUUID("run_id"),
                row.getString("step"),
                row.getString("account_id"),
                row.getString("playbook"),
                row.getString("activity"),
                row.getInteger("every_months"),
                row.getLocalDate("valid_from"),
                row.getLocalDate("valid_until"),
                row.getBoolean("until_run_ends"),
                row.getInteger("replaced"));
    }

    /** account-ingestion has it. After the end of one, the most frequent of those that wait is sent. */
    Uni<Void> applied(SqlClient tx, Wanted sent) {
        boolean inForce = sent.untilRunEnds() && sent.until() == null;
        return tx.preparedQuery(APPLIED)
                .execute(Tuple.of(sent.runId(), sent.step(), sent.until(), inForce))
                .chain(() -> sent.until() == null
                        ? Uni.createFrom().voidItem()
                        : tx.preparedQuery(NEXT)
                                .execute(Tuple.of(sent.accountId(), sent.activity(), sent.until()))
                                .replaceWithVoid());
    }

    /** It waits, because a change that is as frequent is in force. */
    Uni<Void> waits(SqlClient tx, Wanted wanted) {
        return tx.preparedQuery(APPLIED)
                .execute(Tuple.of(wanted.runId(), wanted.step(), null, false))
                .replaceWithVoid();
    }

    /** account-ingestion has ended it for a more frequent one. */
    Uni<Void> replaced(SqlClient tx, Wanted ended) {
        return tx.preparedQuery(REPLACED)
                .execute(Tuple.of(ended.runId(), ended.step()))
                .replaceWithVoid();
    }

    /** It was not applied; it is sent again after a pause that doubles each time, up to ten minutes. */
    Uni<Void> failed(SqlClient tx, Wanted sent, String problem) {
        return tx.preparedQuery(FAILED)
                .execute(Tuple.of(sent.runId(), sent.step(), problem))
                .replaceWithVoid();
    }
}
