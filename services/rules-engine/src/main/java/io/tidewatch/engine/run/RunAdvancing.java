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
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Opens runs and takes them further. Pure: decides, stores nothing; to be called from a worker thread. */
@ApplicationScoped
public class RunAdvancing {

    private final RunMapper mapper;

    RunAdvancing(RunMapper mapper) {
        this.mapper = mapper;
    }

    /** The runs that a flag opens which was raised anew. */
    public List<RunStep> open(CompiledBundle bundle, AccountFact fact, Flag flag, Instant now) {
        return bundle.playbookEngine().opensOn(flag.getThresholdId()).stream()
                .map(playbook -> {
                    RunAdvance opened =
                            bundle.playbookEngine().open(playbook, fact.accountId(), flag.getRaising(), now);
                    HeldRun held = new HeldRun(
                            opened.run(),
                            playbook.name(),
                            bundle.hash(),
                            null,
                            null,
                            fact.attributes().getCsmEmail(),
                            StepPlan.next(playbook, opened.run()),
                            mapper.text(flag),
                            fact.cause(),
                            fact.hops());
                    return new RunStep(held, opened.actions(), playbook, bundle, fact, flag);
                })
                .toList();
    }

    /**
     * Looks at an open run again. It belongs to whoever is the account's CSM, so one that changed hands is told anew.
     *
     * @param bundle the one that the run began with
     * @param present the flag as it stands now; null when it is no longer the one that opened the run
     * @param touchpoints those of the account since the opening
     * @return empty when nothing changed
     */
    public Optional<RunStep> advance(
            CompiledBundle bundle,
            HeldRun held,
            AccountFact fact,
            Flag present,
            List<TouchpointChange> touchpoints,
            List<Acknowledgement> acknowledgements,
            Instant now) {
        List<Touchpoint> known = touchpoints.stream()
                .map(FactMapper::touchpoint)
                .flatMap(Optional::stream)
                .toList();
        RunAdvance advance = bundle.playbookEngine().advance(held.run(), known, acknowledgements, now);
        String owner = fact.attributes().getCsmEmail();
        if (!advance.changed() && Objects.equals(owner, held.ownerEmail())) {
            return Optional.empty();
        }
        PlaybookRun run = advance.changed() ? advance.run() : advance.run().withNewVersion();
        PlaybookDefinition playbook = bundle.playbookEngine().playbookOf(run);
        HeldRun after = held.after(
                run,
                conversation(run, known),
                takenUpBy(playbook, held, acknowledgements),
                owner,
                StepPlan.next(playbook, run));
        return Optional.of(new RunStep(
                after, advance.actions(), playbook, bundle, fact, present == null ? mapper.flag(held) : present));
    }

    private static String takenUpBy(PlaybookDefinition playbook, HeldRun held, List<Acknowledgement> acknowledgements) {
        return held.acknowledgedBy() != null
                ? held.acknowledgedBy()
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
