package io.tidewatch.engine.run;

import io.tidewatch.engine.api.model.Flag;
import io.tidewatch.engine.fact.AccountFact;
import io.tidewatch.rule.compile.CompiledBundle;
import io.tidewatch.rule.judging.RunStep;
import io.tidewatch.rule.playbook.PlaybookDefinition;
import io.tidewatch.rule.playbook.PlaybookRun;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.stream.Collectors;

/** Adds to what the judging core decided of a run all that is stored and published with it. */
@ApplicationScoped
public class RunDeciding {

    private final RunMapper mapper;

    RunDeciding(RunMapper mapper) {
        this.mapper = mapper;
    }

    /**
     * A run that was opened.
     *
     * @param bundle the active one
     * @param flag the flag that opened it
     */
    public DecidedRun opened(CompiledBundle bundle, RunStep step, AccountFact fact, Flag flag) {
        PlaybookRun run = step.after().run();
        PlaybookDefinition playbook = bundle.playbookEngine().playbookOf(run);
        StoredRun stored = new StoredRun(
                step.after(),
                playbook.name(),
                sentences(playbook),
                StepPlan.next(playbook, run),
                mapper.text(flag),
                fact.cause(),
                fact.hops(),
                fact.traceparent());
        return new DecidedRun(stored, step.actions(), playbook, bundle, fact, flag);
    }

    /**
     * A run that went on.
     *
     * @param bundle the one that the run began with
     * @param before as it was stored
     * @param present the flag of the run's threshold with the newest evidence, for messages; null unless it is raised
     */
    public DecidedRun advanced(CompiledBundle bundle, RunStep step, StoredRun before, AccountFact fact, Flag present) {
        PlaybookDefinition playbook =
                bundle.playbookEngine().playbookOf(step.after().run());
        StoredRun stored =
                before.after(step.after(), StepPlan.next(playbook, step.after().run()));
        return new DecidedRun(
                stored, step.actions(), playbook, bundle, fact, present == null ? mapper.flag(before) : present);
    }

    private static Map<String, String> sentences(PlaybookDefinition playbook) {
        return playbook.judgements().entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, declared -> declared.getValue().sentence()));
    }
}
