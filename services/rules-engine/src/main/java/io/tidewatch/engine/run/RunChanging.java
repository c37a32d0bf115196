package io.tidewatch.engine.run;

import io.smallrye.mutiny.Uni;
import io.tidewatch.audit.Act;
import io.tidewatch.audit.Action;
import io.tidewatch.audit.AuditLog;
import io.tidewatch.engine.api.model.HistoryEntry;
import io.tidewatch.engine.bundle.CompiledBundles;
import io.tidewatch.engine.fact.FactStore;
import io.tidewatch.engine.partition.PartitionLock;
import io.tidewatch.feed.Change;
import io.tidewatch.feed.Partitions;
import io.tidewatch.feed.provider.FeedAppender;
import io.tidewatch.problem.ProblemException;
import io.tidewatch.problem.TemporaryFailure;
import io.tidewatch.rule.judging.RunState;
import io.tidewatch.rule.playbook.RunStatus;
import io.tidewatch.time.BusinessTime;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Changes that people make to runs, with a reason: skip a step, assign, comment, close, cancel. Each is one transaction that stores
 * the run, adds to its history and publishes both. The judging loop decides what follows.
 */
@ApplicationScoped
class RunChanging {

    private final Pool pool;
    private final RunStore runs;
    private final StepStore steps;
    private final RunWriting writing;
    private final RunHistory history;
    private final FactStore facts;
    private final PartitionLock partitions;
    private final CompiledBundles bundles;
    private final BusinessTime time;
    private final AuditLog audit;

    RunChanging(
            Pool pool,
            RunStore runs,
            StepStore steps,
            RunWriting writing,
            RunHistory history,
            FactStore facts,
            PartitionLock partitions,
            CompiledBundles bundles,
            BusinessTime time,
            AuditLog audit) {
        this.pool = pool;
        this.runs = runs;
        this.steps = steps;
        this.writing = writing;
        this.history = history;
        this.facts = facts;
        this.partitions = partitions;
        this.bundles = bundles;
        this.time = time;
        this.audit = audit;
    }

    /**
     * Skips a step that is still to come, or an open task; doing so again changes nothing.
     *
     * @throws ProblemException {@code step-not-found}, {@code step-done}, {@code run-not-found}, {@code run-closed}
     */
    Uni<Void> skip(UUID runId, String step, String reason, String by) {
        return changed(runId, (tx, run, now) -> {
            requireOpen(run);
            String why = "Skipped by " + by + ": " + reason;
            return steps.skip(tx, runId, step, why).flatMap(outcome -> switch (outcome) {
                case ALREADY -> Uni.createFrom().voidItem();
                case NO_SUCH_STEP ->
                    throw new ProblemException(RunProblem.STEP_NOT_FOUND, "The run has no step \"" + step + "\".");
                case DONE ->
                    throw new ProblemException(
                            RunProblem.STEP_DONE, "The step \"" + step + "\" has been done and cannot be skipped.");
                case SKIPPED ->
                    write(
                            tx,
                            run,
                            run.state().skipping(step, why),
                            Action.SKIPPED,
                            entry("STEP_SKIPPED", by, now, reason).step(step));
            });
        });
    }

    /**
     * Assigns a run to another owner; to the present one, nothing changes.
     *
     * @throws ProblemException {@code run-not-found}, {@code run-closed}
     */
    Uni<Void> assign(UUID runId, String owner, String reason, String by) {
        return changed(runId, (tx, run, now) -> {
            requireOpen(run);
            return owner.equals(run.state().assignedTo())
                    ? Uni.createFrom().voidItem()
                    : write(
                            tx,
                            run,
                            run.state().assigned(owner),
                            Action.ASSIGNED,
                            entry("ASSIGNED", by, now, reason).owner(owner));
        });
    }

    /**
     * Adds a comment; the same one again changes nothing.
     *
     * @param id chosen by the caller
     * @throws ProblemException {@code run-not-found}, {@code comment-id-taken}
     */
    Uni<Void> comment(UUID runId, UUID id, String text, String by) {
        return changed(runId, (tx, run, now) -> history.add(tx, id, run, entry("COMMENTED", by, now, text))
                .flatMap(added -> added.isPresent()
                        ? audit.write(tx, act(Action.COMMENTED, run).with("comment", id))
                                .flatMap(done -> FeedAppender.append(tx, List.of(added.get())))
                        : history.find(tx, runId, id)
                                .invoke(known -> requireSame(known, text, by))
                                .replaceWithVoid()));
    }

    /**
     * Closes a run by the verdict of a person; with the same verdict again, nothing changes.
     *
     * @param as SUCCEEDED or FAILED
     * @throws ProblemException {@code run-not-found}, {@code run-closed}
     */
    Uni<Void> close(UUID runId, RunStatus as, String reason, String by) {
        return ended(runId, as, reason, by, (state, why, now) -> state.closed(as, why, now));
    }

    /**
     * Cancels a run; doing so again changes nothing.
     *
     * @param reason null when the person gave none
     * @throws ProblemException {@code run-not-found}, {@code run-closed}
     */
    Uni<Void> cancel(UUID runId, String reason, String by) {
        return ended(runId, RunStatus.CANCELLED, reason, by, (state, why, now) -> state.cancelled(why, now));
    }

    /** The end of a run by a person. */
    private interface Ending {
        RunState of(RunState state, String why, Instant now);
    }

    private Uni<Void> ended(UUID runId, RunStatus as, String reason, String by, Ending ending) {
        return changed(runId, (tx, run, now) -> {
            if (run.run().status() == as) {
                return Uni.createFrom().voidItem();
            }
            requireOpen(run);
            boolean cancelled = as == RunStatus.CANCELLED;
            String why = (cancelled ? "Cancelled by " : "Closed by ") + by + (reason == null ? "." : ": " + reason);
            return steps.skipAhead(tx, List.of(run.run().runId()), why)
                    .flatMap(done -> write(
                            tx,
                            run,
                            ending.of(run.state(), why, now),
                            cancelled ? Action.CANCELLED : Action.CLOSED,
                            entry(cancelled ? "CANCELLED" : "CLOSED", by, now, reason)));
        });
    }

    private Uni<Void> write(SqlConnection tx, StoredRun before, RunState state, Action action, HistoryEntry entry) {
        StoredRun after = before.after(state, next(before, state));
        Act act = act(action, before)
                .with("step", entry.getStep())
                .with("state", state.run().status());
        return runs.update(tx, after)
                .flatMap(done -> audit.write(tx, act))
                .flatMap(done -> history.add(tx, UUID.randomUUID(), after, entry))
                .flatMap(added -> {
                    List<Change> changes = new ArrayList<>();
                    changes.add(writing.change(after, entry.getAt().toInstant()));
                    added.ifPresent(changes::add);
                    return facts.markDirty(tx, List.of(after.run().accountId()), null, 0, Map.of())
                            .flatMap(done -> FeedAppender.append(tx, changes));
                });
    }

    private static Act act(Action action, StoredRun run) {
        return Act.of(action, "run", run.run().runId()).ofAccount(run.run().accountId());
    }

    /** What happens next, in words; as before where the bundle of the run is not compiled. */
    private String next(StoredRun before, RunState state) {
        return !state.run().open()
                ? null
                : bundles.find(state.bundleHash())
                        .map(bundle -> StepPlan.next(bundle.playbookEngine().playbookOf(state.run()), state.run()))
                        .orElse(before.nextStep());
    }

    private static HistoryEntry entry(String what, String by, Instant at, String reason) {
        return new HistoryEntry()
                .what(what)
                .by(by)
                .at(at.atOffset(ZoneOffset.UTC))
                .reason(reason);
    }

    private static void requireOpen(StoredRun run) {
        if (!run.run().open()) {
            throw new ProblemException(RunProblem.RUN_CLOSED, "The run has already ended.");
        }
    }

    private static void requireSame(Optional<HistoryEntry> known, String text, String by) {
        boolean same = known.filter(entry -> entry.getWhat().equals("COMMENTED"))
                .filter(entry -> entry.getReason().equals(text) && entry.getBy().equals(by))
                .isPresent();
        if (!same) {
            throw new ProblemException(
                    RunProblem.COMMENT_ID_TAKEN, "This id belongs to another comment; choose a new UUID.");
        }
    }

    /** One change of a run at a business time. */
    private interface RunWork {
        Uni<Void> on(SqlConnection tx, StoredRun run, Instant now);
    }

    private Uni<Void> changed(UUID runId, RunWork work) {
        return TemporaryFailure.retried(pool.withTransaction(tx -> runs.existing(tx, runId)
                .flatMap(found -> partitions
                        .lock(tx, Partitions.of(found.run().accountId()))
                        .flatMap(locked -> runs.existing(tx, runId)))
                .flatMap(run -> time.now(tx).flatMap(now -> work.on(tx, run, now)))));
    }
}
