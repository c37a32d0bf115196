package io.tidewatch.engine.run;

import io.smallrye.mutiny.Uni;
import io.tidewatch.engine.api.model.Step;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/** Steps of runs. A step is done once: run, step, kind and the number of a reminder are its key. */
@ApplicationScoped
class StepStore {

    private static final String INSERT = """
            insert into playbook_step (run_id, step, kind, occurrence, title, audience, state, due_at, done_at, done_by,
                                       reason, action_id)
            select s.run_id, s.step, s.kind, s.occurrence, s.title, s.audience, s.state, s.due_at, s.done_at, s.done_by,
                   s.reason, s.action_id
            from unnest($1::uuid[], $2::text[], $3::text[], $4::integer[], $5::text[], $6::text[], $7::text[],
                        $8::timestamptz[], $9::timestamptz[], $10::text[], $11::text[], $12::text[])
                 as s (run_id, step, kind, occurrence, title, audience, state, due_at, done_at, done_by, reason, action_id)
            on conflict do nothing
            returning action_id
            """;

    private static final String TICK_COMPLETED = """
            update playbook_step t set state = 'DONE', done_at = $4, done_by = $3
            where t.run_id = $1 and t.kind = 'TASK' and t.state = 'OPEN'
              and (t.step = $2
                   or (exists (select 1 from playbook_step r
                               where r.run_id = $1 and r.kind = 'REMINDER' and r.step = $2)
                       and (select count(*) from playbook_step o where o.run_id = $1 and o.kind = 'TASK') = 1))
            """;

    private final RunMapper mapper;

    StepStore(RunMapper mapper) {
        this.mapper = mapper;
    }

    /**
     * Stores the steps that were done and those to come. The latter replace the earlier ones to come.
     *
     * @param runIds the runs whose steps these are
     * @return the ids of the actions that are new
     */
    Uni<Set<String>> replaceAhead(SqlClient tx, List<String> runIds, List<StepRow> done, List<StepRow> ahead) {
        UUID[] ids = runIds.stream().map(UUID::fromString).toArray(UUID[]::new);
        return tx.preparedQuery("""
                        delete from playbook_step
                        where run_id = any ($1) and (state = 'PENDING' or state = 'SKIPPED' and kind <> 'TASK')
                        """)
                .execute(Tuple.of((Object) ids))
                .flatMap(rows -> insert(tx, done))
                .flatMap(inserted -> insert(tx, ahead).replaceWith(inserted));
    }

    private Uni<Set<String>> insert(SqlClient tx, List<StepRow> steps) {
        if (steps.isEmpty()) {
            return Uni.createFrom().item(Set.of());
        }
        Tuple values = Tuple.tuple();
        values.addArrayOfUUID(
                steps.stream().map(step -> UUID.fromString(step.runId())).toArray(UUID[]::new));
        values.addArrayOfString(texts(steps, StepRow::step));
        values.addArrayOfString(texts(steps, StepRow::kind));
        values.addArrayOfInteger(steps.stream().map(StepRow::occurrence).toArray(Integer[]::new));
        values.addArrayOfString(texts(steps, StepRow::title));
        values.addArrayOfString(texts(steps, StepRow::audience));
        values.addArrayOfString(texts(steps, StepRow::state));
        values.addArrayOfOffsetDateTime(times(steps, StepRow::dueAt));
        values.addArrayOfOffsetDateTime(times(steps, StepRow::doneAt));
        values.addArrayOfString(texts(steps, StepRow::doneBy));
        values.addArrayOfString(texts(steps, StepRow::reason));
        values.addArrayOfString(texts(steps, StepRow::actionId));
        return tx.preparedQuery(INSERT).execute(values).map(rows -> {
            Set<String> inserted = new HashSet<>();
            for (Row row : rows) {
                inserted.add(row.getString("action_id"));
            }
            return inserted;
        });
    }

    /** The steps of a run, by the time they are or were due. */
    Uni<List<Step>> of(SqlClient client, UUID runId) {
        return client.preparedQuery("""
                        select s.*, c.problem from playbook_step s
                        left join schedule_change c on c.run_id = s.run_id and c.step = s.step and not c.applied
                        where s.run_id = $1 order by s.due_at, s.step, s.kind, s.occurrence
                        """).execute(Tuple.of(runId)).map(rows -> {
            List<Step> steps = new ArrayList<>();
            rows.forEach(row -> steps.add(mapper.step(row)));
            return steps;
        });
    }

    /** Ticks a task. */
    Uni<TickOutcome> tick(SqlClient tx, UUID runId, String step, String by) {
        return tx.preparedQuery("select state from playbook_step where run_id = $1 and step = $2 and kind = 'TASK'")
                .execute(Tuple.of(runId, step))
                .flatMap(rows -> {
                    if (rows.size() == 0) {
                        return Uni.createFrom().item(TickOutcome.NO_SUCH_TASK);
                    }
                    if (!rows.iterator().next().getString("state").equals("OPEN")) {
                        return Uni.createFrom().item(TickOutcome.ALREADY);
                    }
                    return tx.preparedQuery("""
                                    update playbook_step set state = 'DONE', done_at = business_now(), done_by = $3
                                    where run_id = $1 and step = $2 and kind = 'TASK'
                                    """)
                            .execute(Tuple.of(runId, step, by))
                            .replaceWith(TickOutcome.TICKED);
                });
    }

    /**
     * Ticks the task that an acknowledgement completes: the one with its key or, when that is the key of a reminder, the only
     * task of the run. A task that is ticked stays as it is.
     */
    Uni<Void> tickCompleted(SqlClient tx, RunAcknowledging.Acknowledged answer) {
        return tx.preparedQuery(TICK_COMPLETED)
                .execute(Tuple.of(
                        answer.runId(), answer.step(), answer.by(), answer.at().atOffset(ZoneOffset.UTC)))
                .replaceWithVoid();
    }

    /** Skips a step that is still to come, or a task that is open. */
    Uni<SkipOutcome> skip(SqlClient tx, UUID runId, String step, String reason) {
        return tx.preparedQuery("""
                        update playbook_step set state = 'SKIPPED', reason = $3
                        where run_id = $1 and step = $2 and state in ('PENDING', 'OPEN')
                        """)
                .execute(Tuple.of(runId, step, reason))
                .flatMap(changed -> changed.rowCount() > 0
                        ? Uni.createFrom().item(SkipOutcome.SKIPPED)
                        : tx.preparedQuery("select state from playbook_step where run_id = $1 and step = $2")
                                .execute(Tuple.of(runId, step))
                                .map(rows -> outcome(rows)));
    }

    private static SkipOutcome outcome(RowSet<Row> steps) {
        boolean skipped = false;
        for (Row row : steps) {
            skipped |= row.getString("state").equals("SKIPPED");
        }
        return skipped ? SkipOutcome.ALREADY : steps.size() == 0 ? SkipOutcome.NO_SUCH_STEP : SkipOutcome.DONE;
    }

    /** The outcome of skipping a step. */
    enum SkipOutcome {
        /** It was to come, or open. */
        SKIPPED,
        /** It was skipped before. */
        ALREADY,
        /** It has been done. */
        DONE,
        /** The run has no step of that key. */
        NO_SUCH_STEP
    }

    /** Skips the steps to come of runs that are cancelled. */
    Uni<Void> skipAhead(SqlClient tx, List<String> runIds, String reason) {
        UUID[] ids = runIds.stream().map(UUID::fromString).toArray(UUID[]::new);
        return tx.preparedQuery(
                        "update playbook_step set state = 'SKIPPED', reason = $2 where run_id = any ($1) and state = 'PENDING'")
                .execute(Tuple.of(ids, reason))
                .replaceWithVoid();
    }

    /** The outcome of ticking a task. */
    enum TickOutcome {
        /** It was open. */
        TICKED,
        /** It was ticked before. */
        ALREADY,
        /** The run has no task of that key. */
        NO_SUCH_TASK
    }

    private static String[] texts(List<StepRow> steps, Function<StepRow, String> field) {
        return steps.stream().map(field).toArray(String[]::new);
    }

    private static OffsetDateTime[] times(List<StepRow> steps, Function<StepRow, Instant> field) {
        return steps.stream()
                .map(field)
                .map(time -> time == null ? null : time.atOffset(ZoneOffset.UTC))
                .toArray(OffsetDateTime[]::new);
    }
}
