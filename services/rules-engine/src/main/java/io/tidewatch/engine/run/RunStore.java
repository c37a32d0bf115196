package io.tidewatch.engine.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Uni;
import io.tidewatch.engine.schedule.ScheduleStore;
import io.tidewatch.feed.SnapshotItem;
import io.tidewatch.problem.ProblemException;
import io.tidewatch.rule.judging.RunState;
import io.tidewatch.rule.playbook.Acknowledgement;
import io.tidewatch.rule.playbook.PlaybookRun;
import io.tidewatch.rule.playbook.RunStatus;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;

/** Playbook runs. */
@ApplicationScoped
public class RunStore {

    private static final String COLUMNS = """
            id, number, account_id, playbook, playbook_name, threshold_id, raising, bundle_hash, state, opened_at,
            due_times::text as due_times, ends_at, closed_at, judgements::text as judgements, acknowledged_at,
            acknowledged_by, owner_email, done_steps,
            next_reminder_at, next_step, next_step_words, next_due_at, version, flag::text as flag,
            raised_again_at, cancel_reason, skipped_steps::text as skipped_steps, assigned_to, causation_id, hops,
            traceparent
            """;

    // On conflict this raising has its run already, or a run of the playbook is open: nothing is done again.
    private static final String OPEN = """
            insert into playbook_run (id, account_id, partition, playbook, playbook_name, threshold_id, raising, bundle_hash,
                                      state, opened_at, due_times, ends_at, judgements, owner_email, done_steps,
                                      next_reminder_at, next_step, next_step_words, next_due_at, version, flag,
                                      causation_id, hops, traceparent)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11::text::jsonb, $12, $13::text::jsonb, $14, $15, $16, $17,
                    $18, $19, $20, $21::text::jsonb, $22, $23, $24)
            on conflict do nothing
            """;

    private static final String ADVANCE = """
            update playbook_run
            set state = $3, closed_at = $4, judgements = $5::text::jsonb, acknowledged_at = $6, acknowledged_by = $7,
                owner_email = $8, done_steps = $9, next_reminder_at = $10, next_step = $11, next_step_words = $12,
                next_due_at = $13, raised_again_at = $14, skipped_steps = $15::text::jsonb, assigned_to = $16,
                cancel_reason = coalesce(cancel_reason, $17), version = $2
            where id = $1 and version = $2 - 1
            """;

    private final ObjectMapper json;
    private final RunMapper mapper;
    private final ScheduleStore schedules;

    RunStore(ObjectMapper json, RunMapper mapper, ScheduleStore schedules) {
        this.json = json;
        this.mapper = mapper;
        this.schedules = schedules;
    }

    /**
     * The runs of the accounts that may go on: the open ones, and those that succeeded in an episode of their flag that may
     * not be over, because the evidence of a success may be withdrawn.
     *
     * @param clearedAfter a flag that was cleared before, and is still clear, begins a new episode when it is raised
     */
    public Uni<List<StoredRun>> going(SqlClient tx, Collection<String> accountIds, Instant clearedAfter) {
        return tx.preparedQuery("select " + COLUMNS + """
                         from playbook_run r
                        where r.account_id = any ($1)
                          and (r.state = 'OPEN' or r.state = 'SUCCEEDED' and exists (
                               select 1 from flag f
                               where f.account_id = r.account_id and f.threshold_id = r.threshold_id
                                 and f.raising = r.raising and (f.state <> 'CLEAR' or f.cleared_at > $2)))
                        order by r.id
                        """)
                .execute(Tuple.of(accountIds.toArray(String[]::new), time(clearedAfter)))
                .map(rows -> all(rows, this::stored));
    }

    /** The open runs of the partition whose account no longer exists. */
    Uni<List<StoredRun>> openOfUnknownAccounts(SqlClient tx, int partition) {
        return tx.preparedQuery("select " + COLUMNS + """
                         from playbook_run r
                        where r.partition = $1 and r.state = 'OPEN'
                          and not exists (select 1 from account_fact a where a.account_id = r.account_id)
                        order by id
                        """)
                .execute(Tuple.of((short) partition))
                .map(rows -> all(rows, this::stored));
    }

    /** All acknowledgements of the runs. */
    public Uni<List<Acknowledgement>> acknowledgements(SqlClient tx, Collection<String> runIds) {
        if (runIds.isEmpty()) {
            return Uni.createFrom().item(List.of());
        }
        return tx.preparedQuery(
                        "select run_id, step, by_whom, at from playbook_acknowledgement where run_id = any ($1)")
                .execute(Tuple.of((Object) runIds.stream().map(UUID::fromString).toArray(UUID[]::new)))
                .map(rows -> all(
                        rows,
                        row -> new Acknowledgement(
                                row.getUUID("run_id").toString(),
                                row.getString("step"),
                                row.getString("by_whom"),
                                row.getOffsetDateTime("at").toInstant())));
    }

    /** Stores a new run; false when that raising has one already, or a run of the playbook is open. */
    public Uni<Boolean> insert(SqlClient tx, int partition, StoredRun stored) {
        PlaybookRun run = stored.run();
        return tx.preparedQuery(OPEN)
                .execute(Tuple.tuple()
                        .addUUID(UUID.fromString(run.runId()))
                        .addString(run.accountId())
                        .addShort((short) partition)
                        .addString(run.playbookId())
                        .addString(stored.playbookName())
                        .addString(run.thresholdId())
                        .addInteger(run.raising())
                        .addString(stored.state().bundleHash())
                        .addString(run.status().name())
                        .addOffsetDateTime(time(run.openedAt()))
                        .addString(write(run.dueTimes()))
                        .addOffsetDateTime(time(run.endsAt()))
                        .addString(judgements(stored))
                        .addString(stored.state().ownerEmail())
                        .addArrayOfString(run.doneSteps().toArray(String[]::new))
                        .addOffsetDateTime(time(run.nextReminderAt()))
                        .addString(run.nextStep())
                        .addString(stored.nextStep())
                        .addOffsetDateTime(time(run.nextDueAt()))
                        .addLong(run.version())
                        .addString(stored.flag())
                        .addUUID(stored.cause())
                        .addShort((short) stored.hops())
                        .addString(stored.traceparent()))
                .map(rows -> rows.rowCount() == 1);
    }

    /** Stores a changed run; if it has ended, so have the schedule changes that hold until then. Fails when another transaction changed it meanwhile; then nothing may be committed. */
    public Uni<Void> update(SqlClient tx, StoredRun stored) {
        PlaybookRun run = stored.run();
        return tx.preparedQuery(ADVANCE)
                .execute(Tuple.tuple()
                        .addUUID(UUID.fromString(run.runId()))
                        .addLong(run.version())
                        .addString(run.status().name())
                        .addOffsetDateTime(time(run.closedAt()))
                        .addString(judgements(stored))
                        .addOffsetDateTime(time(run.acknowledgedAt()))
                        .addString(stored.state().acknowledgedBy())
                        .addString(stored.state().ownerEmail())
                        .addArrayOfString(run.doneSteps().toArray(String[]::new))
                        .addOffsetDateTime(time(run.nextReminderAt()))
                        .addString(run.nextStep())
                        .addString(stored.nextStep())
                        .addOffsetDateTime(time(run.nextDueAt()))
                        .addOffsetDateTime(time(run.raisedAgainAt()))
                        .addString(write(run.skipped()))
                        .addString(stored.state().assignedTo())
                        .addString(stored.state().cancelReason()))
                .invoke(rows -> {
                    if (rows.rowCount() != 1) {
                        throw new IllegalStateException("Run " + run.runId() + " was changed meanwhile");
                    }
                })
                .flatMap(rows -> run.open() ? Uni.createFrom().voidItem() : schedules.end(tx, run.runId()));
    }

    /** One run; empty when there is none. */
    Uni<Optional<StoredRun>> find(SqlClient client, UUID id) {
        return client.preparedQuery("select " + COLUMNS + " from playbook_run where id = $1")
                .execute(Tuple.of(id))
                .map(rows -> all(rows, this::stored).stream().findFirst());
    }

    /**
     * One run.
     *
     * @throws ProblemException {@code run-not-found}
     */
    Uni<StoredRun> existing(SqlClient client, UUID id) {
        return find(client, id)
                .map(found -> found.orElseThrow(() -> new ProblemException(
                        RunProblem.RUN_NOT_FOUND, "There is no run " + id + "; GET /v1/runs lists them.")));
    }

    /** A page, the newest first; each with its number, by which the next page is asked for. Null filters let all through. */
    Uni<List<NumberedRun>> page(SqlClient client, long numberBelow, String accountId, String state, int limit) {
        return client.preparedQuery("select " + COLUMNS + """
                         from playbook_run
                        where number < $1 and ($2::text is null or account_id = $2) and ($3::text is null or state = $3)
                        order by number desc limit $4
                        """)
                .execute(Tuple.of(numberBelow, accountId, state, limit))
                .map(rows -> all(rows, row -> new NumberedRun(row.getLong("number"), stored(row))));
    }

    /**
     * A run with its place in the list.
     *
     * @param number the newest has the largest
     * @param run the run
     */
    record NumberedRun(long number, StoredRun run) {}

    /** Runs of a partition for the snapshot, after the given one. */
    public Uni<List<SnapshotItem>> snapshot(SqlClient client, int partition, UUID after, int limit) {
        return client.preparedQuery("select " + COLUMNS
                        + " from playbook_run where partition = $1 and id > $2 order by id limit $3")
                .execute(Tuple.of((short) partition, after, limit))
                .map(rows -> all(rows, row -> {
                    StoredRun stored = stored(row);
                    return new SnapshotItem(
                            "run",
                            stored.run().runId(),
                            stored.run().version(),
                            false,
                            json.valueToTree(mapper.run(stored)));
                }));
    }

    /**
     * A judgement word of a run, as it is stored.
     *
     * @param sentence what people read while it holds
     * @param at the instant at which it holds; null while it does not hold
     */
    private record Judgement(String sentence, Instant at) {}

    private String judgements(StoredRun stored) {
        Map<String, Judgement> judgements = new TreeMap<>();
        stored.sentences()
                .forEach((word, sentence) -> judgements.put(
                        word, new Judgement(sentence, stored.run().held().get(word))));
        return write(judgements);
    }

    private String write(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what a run consists of is plain data", e);
        }
    }

    private <T> T read(Row row, String column, TypeReference<T> type) {
        try {
            return json.readValue(row.getString(column), type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the " + column + " of a run are as they were written", e);
        }
    }

    private StoredRun stored(Row row) {
        Map<String, String> sentences = new HashMap<>();
        Map<String, Instant> held = new HashMap<>();
        Map<String, Judgement> judgements = read(row, "judgements", new TypeReference<>() {});
        judgements.forEach((word, judgement) -> {
            sentences.put(word, judgement.sentence());
            if (judgement.at() != null) {
                held.put(word, judgement.at());
            }
        });
        return new StoredRun(
                new RunState(
                        run(
                                row,
                                read(row, "due_times", new TypeReference<>() {}),
                                held,
                                read(row, "skipped_steps", new TypeReference<>() {})),
                        row.getString("bundle_hash"),
                        row.getString("owner_email"),
                        row.getString("acknowledged_by"),
                        row.getString("cancel_reason"),
                        row.getString("assigned_to")),
                row.getString("playbook_name"),
                sentences,
                row.getString("next_step_words"),
                row.getString("flag"),
                row.getUUID("causation_id"),
                row.getShort("hops"),
                row.getString("traceparent"));
    }

    private static PlaybookRun run(
            Row row, Map<String, Instant> dueTimes, Map<String, Instant> held, Map<String, String> skipped) {
        return new PlaybookRun(
                row.getUUID("id").toString(),
                row.getString("account_id"),
                row.getString("playbook"),
                row.getString("threshold_id"),
                row.getInteger("raising"),
                instant(row, "opened_at"),
                dueTimes,
                instant(row, "ends_at"),
                RunStatus.valueOf(row.getString("state")),
                held,
                instant(row, "acknowledged_at"),
                instant(row, "closed_at"),
                instant(row, "raised_again_at"),
                Set.of(row.getArrayOfStrings("done_steps")),
                skipped,
                instant(row, "next_reminder_at"),
                row.getString("next_step"),
                instant(row, "next_due_at"),
                row.getLong("version"));
    }

    private static Instant instant(Row row, String column) {
        OffsetDateTime time = row.getOffsetDateTime(column);
        return time == null ? null : time.toInstant();
    }

    private static OffsetDateTime time(Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }

    private static <T> List<T> all(RowSet<Row> rows, Function<Row, T> read) {
        List<T> found = new ArrayList<>(rows.size());
        rows.forEach(row -> found.add(read.apply(row)));
        return found;
    }
}
