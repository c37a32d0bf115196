package io.tidewatch.engine.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.tidewatch.engine.schedule.ScheduleStore;
import io.tidewatch.feed.Change;
import io.tidewatch.metric.DayCount;
import io.tidewatch.metric.catalogue.Catalogue;
import io.tidewatch.rule.playbook.PlannedAction;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Stores runs with their steps, and makes the changes that the feed publishes. */
@ApplicationScoped
public class RunWriting {

    private final RunStore runs;
    private final StepStore steps;
    private final RunMapper mapper;
    private final ScheduleStore schedules;
    private final ActionFactory actions;
    private final ObjectMapper json;

    RunWriting(
            RunStore runs,
            StepStore steps,
            ScheduleStore schedules,
            RunMapper mapper,
            ActionFactory actions,
            ObjectMapper json) {
        this.runs = runs;
        this.steps = steps;
        this.schedules = schedules;
        this.mapper = mapper;
        this.actions = actions;
        this.json = json;
    }

    /**
     * Stores runs with their steps. A run that was opened before, and an action that was decided before, are not stored again.
     *
     * @param catalogue the metrics of the active bundle
     * @param now business time
     * @return changes of the types {@code run} and {@code action}, to be appended last
     */
    public Uni<List<Change>> write(
            SqlClient tx,
            int partition,
            List<DecidedRun> opened,
            List<DecidedRun> advanced,
            Catalogue catalogue,
            Instant now) {
        // Runs that close come first: a playbook has at most one open run per account.
        return Multi.createFrom()
                .iterable(advanced)
                .onItem()
                .transformToUniAndConcatenate(
                        step -> runs.update(tx, step.run()).replaceWith(step))
                .collect()
                .asList()
                .flatMap(updated -> Multi.createFrom()
                        .iterable(opened)
                        .onItem()
                        .transformToUniAndConcatenate(
                                step -> runs.insert(tx, partition, step.run()).map(inserted -> inserted ? step : null))
                        .collect()
                        .asList()
                        .map(inserted -> {
                            List<DecidedRun> all = new ArrayList<>(inserted);
                            all.addAll(updated);
                            return all;
                        }))
                .flatMap(written -> writeSteps(tx, written, now).flatMap(fresh -> schedules
                        .insert(tx, scheduled(written, fresh), DayCount.dayOf(now))
                        .map(done -> changes(written, fresh, catalogue, now))));
    }

    private Uni<Set<String>> writeSteps(SqlClient tx, List<DecidedRun> written, Instant now) {
        if (written.isEmpty()) {
            return Uni.createFrom().item(Set.of());
        }
        List<StepRow> done = new ArrayList<>();
        List<StepRow> ahead = new ArrayList<>();
        for (DecidedRun step : written) {
            step.actions().forEach(action -> done.add(StepPlan.done(action, now)));
            ahead.addAll(StepPlan.ahead(step.playbook(), step.run().run(), now));
        }
        return steps.replaceAhead(
                tx, written.stream().map(step -> step.run().run().runId()).toList(), done, ahead);
    }

    /** What would last until the end of a run that has ended has no effect. */
    private static List<PlannedAction> scheduled(List<DecidedRun> written, Set<String> fresh) {
        return written.stream()
                .flatMap(step -> step.actions().stream()
                        .filter(action -> action.schedule() != null && fresh.contains(action.actionId()))
                        .filter(action ->
                                step.run().run().open() || !action.schedule().untilRunEnds()))
                .toList();
    }

    private List<Change> changes(List<DecidedRun> written, Set<String> fresh, Catalogue catalogue, Instant now) {
        List<Change> changes = new ArrayList<>();
        for (DecidedRun step : written) {
            StoredRun stored = step.run();
            String trace = trace(step);
            changes.add(change(stored, now).tracedBy(trace));
            step.actions().stream()
                    .filter(action -> fresh.contains(action.actionId()))
                    .map(action -> Change.ofAccount(
                                    stored.run().accountId(),
                                    "action",
                                    action.actionId(),
                                    1,
                                    now,
                                    json.valueToTree(actions.action(action, step, catalogue, now)))
                            .causedBy(stored.cause(), stored.hops())
                            .tracedBy(trace))
                    .forEach(changes::add);
        }
        return changes;
    }

    /** What the account was judged for; what time alone brings about belongs to what opened the run. */
    private static String trace(DecidedRun step) {
        return step.fact().traceparent() == null
                ? step.run().traceparent()
                : step.fact().traceparent();
    }

    /** The change that publishes a run. */
    Change change(StoredRun stored, Instant now) {
        return Change.ofAccount(
                        stored.run().accountId(),
                        "run",
                        stored.run().runId(),
                        stored.run().version(),
                        now,
                        json.valueToTree(mapper.run(stored)))
                .causedBy(stored.cause(), stored.hops())
                .tracedBy(stored.traceparent());
    }
}
