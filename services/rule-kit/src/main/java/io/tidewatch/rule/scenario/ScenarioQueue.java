package io.tidewatch.rule.scenario;

import io.tidewatch.metric.reading.ProblemList;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Hands out scenarios to workers, in the order of the files, until one of them exceeds the budget of all. Which one that is follows from
 * the sum in this order, so it does not depend on the number of workers or on their speed.
 */
final class ScenarioQueue {
    private final List<Scenario> scenarios = new ArrayList<>();
    private final List<ScenarioWorker> workers;
    private final Ran[] ran;
    /** All scenarios before this one have run. */
    private int done;
    /** What these took from the budget. */
    private long spent;

    private int next;
    private boolean ended;

    ScenarioQueue(ScenarioFiles files, List<ScenarioWorker> workers) {
        files.cases()
                .forEach(scenario -> scenarios.add(new Scenario(
                        scenario.file(),
                        scenario.line(),
                        (worker, budget) -> worker.run(scenario, files.subject(scenario.file()), budget))));
        files.stories()
                .forEach(story -> scenarios.add(new Scenario(
                        story.file(),
                        story.line(),
                        (worker, budget) -> worker.run(story, files.subject(story.file()), budget))));
        this.workers = workers;
        this.ran = new Ran[scenarios.size()];
    }

    /** A case or a story. */
    private record Scenario(String file, int line, Work work) {}

    private interface Work {
        ScenarioResult run(ScenarioWorker worker, WorkBudget budget);
    }

    /**
     * What came of a scenario.
     *
     * @param result null when it asked for more than it may
     * @param exceeded why, in a sentence; else null
     * @param spent what it took from the budget
     */
    private record Ran(ScenarioResult result, String exceeded, long spent) {}

    /** A scenario that a worker is to run with what is left of the budget, or more. */
    private record Next(int index, WorkBudget budget) {}

    /** Runs all of them; a scenario that exceeds the budget is a problem, and those behind it have no result. */
    List<ScenarioResult> run(ProblemList problems) {
        List<FutureTask<Void>> helping = workers.stream()
                .skip(1)
                .map(worker -> new FutureTask<Void>(() -> work(worker), null))
                .toList();
        helping.forEach(task -> Thread.ofPlatform().name("scenarios").daemon().start(task));
        try {
            work(workers.getFirst());
        } finally {
            helping.forEach(ScenarioQueue::await);
        }
        return inOrder(problems);
    }

    private static void await(FutureTask<Void> task) {
        try {
            task.get();
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof RuntimeException cause
                    ? cause
                    : new IllegalStateException(failed.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while scenarios ran", interrupted);
        }
    }

    private void work(ScenarioWorker worker) {
        boolean completed = false;
        try {
            for (Next mine = next(); mine != null; mine = next()) {
                note(mine.index(), ran(worker, mine));
            }
            completed = true;
        } finally {
            if (!completed) {
                end();
            }
        }
    }

    private Ran ran(ScenarioWorker worker, Next mine) {
        WorkBudget budget = mine.budget();
        try {
            ScenarioResult result = scenarios.get(mine.index()).work().run(worker, budget);
            return new Ran(result, null, budget.spent());
        } catch (WorkBudget.ExceededException exceeded) {
            return new Ran(null, exceeded.getMessage(), budget.spent());
        }
    }

    private synchronized Next next() {
        return ended || next == scenarios.size() ? null : new Next(next++, WorkBudget.without(spent));
    }

    private synchronized void note(int index, Ran outcome) {
        ran[index] = outcome;
        ended |= outcome.exceeded() != null;
        while (done < ran.length && ran[done] != null) {
            spent += ran[done++].spent();
        }
    }

    private synchronized void end() {
        ended = true;
    }

    private List<ScenarioResult> inOrder(ProblemList problems) {
        List<ScenarioResult> results = new ArrayList<>();
        long sum = 0;
        for (int index = 0; index < ran.length && ran[index] != null; index++) {
            sum += ran[index].spent();
            String exceeded = WorkBudget.isExceededBy(sum) ? WorkBudget.TOO_LONG : ran[index].exceeded();
            if (exceeded != null) {
                problems.add(scenarios.get(index).file(), scenarios.get(index).line(), exceeded);
                return results;
            }
            results.add(ran[index].result());
        }
        return results;
    }
}
