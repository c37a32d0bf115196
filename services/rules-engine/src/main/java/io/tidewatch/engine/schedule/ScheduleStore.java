package io.tidewatch.engine.schedule;

import io.smallrye.mutiny.Uni;
import io.tidewatch.rule.playbook.PlannedAction;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * The schedule changes that runs decided, one row for each. A row says what account-ingestion is to have, so it is written with the run
 * and sent until account-ingestion has it.
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

    private static final String DUE = """
            select run_id, step, account_id, playbook, activity, every_months, valid_from, valid_until
            from schedule_change where not applied and send_at <= clock_timestamp()
            order by send_at limit $1
            """;

    // What was sent counts only while it is what is wanted.
    private static final String APPLIED = """
            update schedule_change set applied = true, problem = null
            where run_id = $1 and step = $2 and valid_until is not distinct from $3
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
     */
    record Wanted(
            UUID runId,
            String step,
            String accountId,
            String playbook,
            String activity,
            int everyMonths,
            LocalDate from,
            LocalDate until) {}

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
            rows.forEach(row -> due.add(new Wanted(
                    row.getUUID("run_id"),
                    row.getString("step"),
                    row.getString("account_id"),
                    row.getString("playbook"),
                    row.getString("activity"),
                    row.getInteger("every_months"),
                    row.getLocalDate("valid_from"),
                    row.getLocalDate("valid_until"))));
            return due;
        });
    }

    /** account-ingestion has it. */
    Uni<Void> applied(SqlClient tx, Wanted sent) {
        return tx.preparedQuery(APPLIED)
                .execute(Tuple.of(sent.runId(), sent.step(), sent.until()))
                .replaceWithVoid();
    }

    /** It was not applied; it is sent again after a pause that doubles each time, up to ten minutes. */
    Uni<Void> failed(SqlClient tx, Wanted sent, String problem) {
        return tx.preparedQuery(FAILED)
                .execute(Tuple.of(sent.runId(), sent.step(), problem))
                .replaceWithVoid();
    }
}
