package io.tidewatch.engine.run;

import io.smallrye.mutiny.Uni;
import io.tidewatch.audit.Act;
import io.tidewatch.audit.Action;
import io.tidewatch.audit.AuditLog;
import io.tidewatch.engine.api.model.RunDetail;
import io.tidewatch.engine.api.model.RunPage;
import io.tidewatch.engine.bundle.RunsToCancel;
import io.tidewatch.engine.partition.PartitionLock;
import io.tidewatch.feed.Partitions;
import io.tidewatch.feed.provider.FeedAppender;
import io.tidewatch.problem.PageCursor;
import io.tidewatch.problem.ProblemException;
import io.tidewatch.problem.TemporaryFailure;
import io.tidewatch.time.BusinessTime;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

/** What people do with runs: read, tick tasks, acknowledge, cancel all of a playbook. Each change is one transaction. */
@ApplicationScoped
class RunService {

    private final Pool pool;
    private final RunStore runs;
    private final StepStore steps;
    private final RunMapper mapper;
    private final RunsToCancel toCancel;
    private final RunAcknowledging acknowledging;
    private final RunHistory history;
    private final PartitionLock partitions;
    private final BusinessTime time;
    private final AuditLog audit;

    RunService(
            Pool pool,
            RunStore runs,
            StepStore steps,
            RunMapper mapper,
            RunsToCancel toCancel,
            RunAcknowledging acknowledging,
            RunHistory history,
            PartitionLock partitions,
            BusinessTime time,
            AuditLog audit) {
        this.pool = pool;
        this.runs = runs;
        this.steps = steps;
        this.mapper = mapper;
        this.toCancel = toCancel;
        this.acknowledging = acknowledging;
        this.history = history;
        this.partitions = partitions;
        this.time = time;
        this.audit = audit;
    }

    /** A page, the newest first. */
    Uni<RunPage> page(long numberBelow, String accountId, String state, int limit) {
        return runs.page(pool, numberBelow, accountId, state, limit).map(found -> {
            RunPage page = new RunPage()
                    .items(found.stream().map(run -> mapper.run(run.run())).toList());
            return found.size() < limit
                    ? page
                    : page.next(PageCursor.next(found.getLast().number()));
        });
    }

    /**
     * One run with its steps and its history.
     *
     * @throws ProblemException {@code run-not-found}
     */
    Uni<RunDetail> detail(UUID runId) {
        return find(runId).flatMap(run -> steps.of(pool, runId).flatMap(found -> history.of(pool, runId)
                .map(entries ->
                        new RunDetail().run(mapper.run(run)).steps(found).history(entries))));
    }

    /**
     * Ticks a task; ticking it again changes nothing.
     *
     * @throws ProblemException {@code task-not-found}, {@code run-not-found}, {@code run-closed}
     */
    Uni<RunDetail> complete(UUID runId, String step, String by) {
        return find(runId)
                .flatMap(before -> TemporaryFailure.retried(pool.withTransaction(tx -> locked(tx, before)
                        .flatMap(run -> steps.tick(tx, runId, step, by).flatMap(outcome -> switch (outcome) {
                            case NO_SUCH_TASK ->
                                throw new ProblemException(
                                        RunProblem.TASK_NOT_FOUND, "The run has no task \"" + step + "\".");
                            case ALREADY -> Uni.createFrom().voidItem();
                            case TICKED -> {
                                if (!run.run().open()) {
                                    throw new ProblemException(
                                            RunProblem.RUN_CLOSED,
                                            "The run has ended, so its tasks can no longer change.");
                                }
                                yield audit.write(tx, act(Action.COMPLETED, run).with("step", step))
                                        .flatMap(done -> acknowledge(tx, runId, step, by));
                            }
                        })))))
                .flatMap(done -> detail(runId));
    }

    /**
     * Acknowledges a run; doing so again changes nothing, even after its end.
     *
     * @throws ProblemException {@code run-not-found}, {@code run-closed}
     */
    Uni<RunDetail> acknowledge(UUID runId, String by) {
        return find(runId)
                .flatMap(before -> TemporaryFailure.retried(pool.withTransaction(tx -> locked(tx, before)
                        .flatMap(run -> run.run().open()
                                ? takeUp(tx, run, by)
                                : requireRecorded(tx, acknowledgement(runId, null, by))))))
                .flatMap(done -> detail(runId));
    }

    /**
     * Has all open runs of a playbook or of a bundle cancelled by the next judgement of their accounts.
     *
     * @param playbook its id, or null
     * @param bundleHash its hash, or null
     * @return how many runs
     */
    Uni<Long> cancelAll(String playbook, String bundleHash, String by) {
        Act act = playbook == null
                ? Act.of(Action.CANCELLED, "runs-of-bundle", bundleHash)
                : Act.of(Action.CANCELLED, "runs-of-playbook", playbook);
        // First who wants it: the runs are marked in many transactions, and a repetition marks what is left.
        return pool.withTransaction(tx -> audit.write(tx, act))
                .flatMap(done -> toCancel.mark(playbook, bundleHash, "Cancelled by " + by + "."));
    }

    private Uni<Void> takeUp(SqlConnection tx, StoredRun run, String by) {
        UUID runId = UUID.fromString(run.run().runId());
        return acknowledging
                .isRecorded(tx, acknowledgement(runId, null, by))
                .flatMap(known -> known ? Uni.createFrom().voidItem() : audit.write(tx, act(Action.ACKNOWLEDGED, run)))
                .flatMap(done -> acknowledge(tx, runId, null, by));
    }

    private static Act act(Action action, StoredRun run) {
        return Act.of(action, "run", run.run().runId()).ofAccount(run.run().accountId());
    }

    private Uni<Void> requireRecorded(SqlConnection tx, UUID acknowledgement) {
        return acknowledging
                .isRecorded(tx, acknowledgement)
                .invoke(recorded -> {
                    if (!recorded) {
                        throw new ProblemException(
                                RunProblem.RUN_CLOSED, "The run has ended and can no longer be acknowledged.");
                    }
                })
                .replaceWithVoid();
    }

    private Uni<StoredRun> locked(SqlConnection tx, StoredRun before) {
        return partitions.lock(tx, Partitions.of(before.run().accountId())).flatMap(locked -> runs.find(
                        tx, UUID.fromString(before.run().runId()))
                .map(found -> found.orElse(before)));
    }

    private Uni<Void> acknowledge(SqlConnection tx, UUID runId, String step, String by) {
        UUID id = acknowledgement(runId, step, by);
        return time.now(tx)
                .flatMap(now -> acknowledging.record(
                        tx,
                        new RunAcknowledging.Acknowledged(id, runId, step, by, now, false),
                        RunAcknowledging.Cause.NONE))
                .flatMap(change -> FeedAppender.append(tx, change.map(List::of).orElse(List.of())));
    }

    /** The id of a person's acknowledgement here: the same each time. */
    private static UUID acknowledgement(UUID runId, String step, String by) {
        return UUID.nameUUIDFromBytes((runId + "\n" + step + "\n" + by).getBytes(StandardCharsets.UTF_8));
    }

    private Uni<StoredRun> find(UUID runId) {
        return runs.existing(pool, runId);
    }
}
