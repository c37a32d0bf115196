package io.tidewatch.engine.run;

import io.tidewatch.engine.api.model.Flag;
import io.tidewatch.engine.client.ingestion.model.TouchpointChange;
import io.tidewatch.engine.fact.AccountFact;
import io.tidewatch.engine.fact.FactMapper;
import io.tidewatch.rule.compile.CompiledBundle;
import io.tidewatch.rule.playbook.Acknowledgement;
import io.tidewatch.rule.playbook.MeetingKind;
import io.tidewatch.rule.playbook.PlaybookDefinition;
import io.tidewatch.rule.playbook.PlaybookRun;
import io.tidewatch.rule.playbook.RunAdvance;
import io.tidewatch.rule.playbook.Touchpoint;
import io.tidewatch.rule.playbook.TouchpointKind;
import io.tidewatch.rule.playbook.TouchpointStatus;
import io.tidewatch.rule.threshold.FlagState;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Opens and advances runs. Decides only: it stores nothing. To be called from a worker thread. */
@ApplicationScoped
public class RunAdvancing {

    private final RunMapper mapper;

    RunAdvancing(RunMapper mapper) {
        this.mapper = mapper;
    }

    /**
     * The runs that a new episode of a flag opens.
     *
     * @param state the flag
     * @param flag the same, as the contract has it
     * @param runs the runs of the account as they stand now
     */
    public List<RunStep> open(
            CompiledBundle bundle,
            AccountFact fact,
            FlagState state,
            Flag flag,
            Collection<PlaybookRun> runs,
            Instant now) {
        return bundle.playbookEngine().open(state, runs, now).stream()
                .map(opened -> {
                    PlaybookDefinition playbook = bundle.playbookEngine().playbookOf(opened.run());
                    StoredRun stored = new StoredRun(
                            opened.run(),
                            playbook.name(),
                            bundle.hash(),
                            null,
                            null,
                            fact.attributes().getCsmEmail(),
                            StepPlan.next(playbook, opened.run()),
                            mapper.text(flag),
                            null,
                            fact.cause(),
                            fact.hops());
                    return new RunStep(stored, opened.actions(), playbook, bundle, fact, flag);
                })
                .toList();
    }

    /**
     * Advances a run that is open or may be reopened. An open run belongs to the account's CSM, so a change of the CSM
     * changes it, too.
     *
     * @param bundle the one that the run began with
     * @param state the flag of the run's threshold as it stands now; null when there is none
     * @param present the same with the newest evidence, for messages; null unless it is raised
     * @param touchpoints those of the account since the opening
     * @return empty when nothing changed
     */
    public Optional<RunStep> advance(
            CompiledBundle bundle,
            StoredRun before,
            AccountFact fact,
            FlagState state,
            Flag present,
            List<TouchpointChange> touchpoints,
            List<Acknowledgement> acknowledgements,
            Instant now) {
        List<Touchpoint> known = touchpoints.stream()
                .map(FactMapper::touchpoint)
                .flatMap(Optional::stream)
                .toList();
        RunAdvance advance = bundle.playbookEngine().advance(before.run(), state, known, acknowledgements, now);
        String owner = fact.attributes().getCsmEmail();
        if (!advance.changed() && (!before.run().open() || Objects.equals(owner, before.ownerEmail()))) {
            return Optional.empty();
        }
        PlaybookRun run = advance.changed() ? advance.run() : advance.run().withNewVersion();
        PlaybookDefinition playbook = bundle.playbookEngine().playbookOf(run);
        StoredRun after = before.after(
                run,
                conversation(run, known),
                takenUpBy(playbook, before, acknowledgements),
                owner,
                StepPlan.next(playbook, run));
        return Optional.of(new RunStep(
                after, advance.actions(), playbook, bundle, fact, present == null ? mapper.flag(before) : present));
    }

    private static String takenUpBy(
            PlaybookDefinition playbook, StoredRun run, List<Acknowledgement> acknowledgements) {
        return run.acknowledgedBy() != null
                ? run.acknowledgedBy()
                : playbook.takenUp(acknowledgements).map(Acknowledgement::by).orElse(null);
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
