package io.tidewatch.engine.run;

import io.tidewatch.engine.api.model.Flag;
import io.tidewatch.engine.client.ingestion.model.TouchpointChange;
import io.tidewatch.engine.fact.AccountFact;
import io.tidewatch.engine.fact.FactMapper;
import io.tidewatch.rule.compile.CompiledBundle;
import io.tidewatch.rule.judging.RunState;
import io.tidewatch.rule.judging.RunStep;
import io.tidewatch.rule.playbook.MeetingKind;
import io.tidewatch.rule.playbook.PlaybookDefinition;
import io.tidewatch.rule.playbook.PlaybookRun;
import io.tidewatch.rule.playbook.Touchpoint;
import io.tidewatch.rule.playbook.TouchpointKind;
import io.tidewatch.rule.playbook.TouchpointStatus;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

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
        StoredRun stored = StoredRun.opened(
                step.after(),
                playbook.name(),
                StepPlan.next(playbook, run),
                mapper.text(flag),
                fact.cause(),
                fact.hops());
        return new DecidedRun(stored, step.actions(), playbook, bundle, fact, flag);
    }

    /**
     * A run that went on.
     *
     * @param bundle the one that the run began with
     * @param before as it was stored
     * @param present the flag of the run's threshold with the newest evidence, for messages; null unless it is raised
     * @param touchpoints those of the account since the opening
     */
    public DecidedRun advanced(
            CompiledBundle bundle,
            RunStep step,
            StoredRun before,
            AccountFact fact,
            Flag present,
            List<TouchpointChange> touchpoints) {
        RunState after = step.after();
        PlaybookDefinition playbook = bundle.playbookEngine().playbookOf(after.run());
        StoredRun stored = before.after(
                after,
                conversation(
                        after.run(),
                        touchpoints.stream()
                                .map(FactMapper::touchpoint)
                                .flatMap(Optional::stream)
                                .toList()),
                StepPlan.next(playbook, after.run()));
        return new DecidedRun(
                stored, step.actions(), playbook, bundle, fact, present == null ? mapper.flag(before) : present);
    }

    /** When the strategic conversation takes place that the judgement found; null while there is none. */
    private static Instant conversation(PlaybookRun run, List<Touchpoint> touchpoints) {
        if (!run.strategicConversation()) {
            return null;
        }
        return touchpoints.stream()
                .filter(touchpoint -> touchpoint.kind() == TouchpointKind.MEETING
                        && touchpoint.meetingKind() == MeetingKind.STRATEGIC
                        && (touchpoint.status() == TouchpointStatus.SCHEDULED
                                || touchpoint.status() == TouchpointStatus.HELD)
                        && !touchpoint.occurredAt().isBefore(run.openedAt()))
                .map(Touchpoint::occurredAt)
                .min(Comparator.naturalOrder())
                .orElse(null);
    }
}
