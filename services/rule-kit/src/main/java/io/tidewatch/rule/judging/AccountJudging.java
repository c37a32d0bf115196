package io.tidewatch.rule.judging;

import io.tidewatch.metric.catalogue.MetricDefinition;
import io.tidewatch.rule.compile.AccountResults;
import io.tidewatch.rule.compile.CompiledBundle;
import io.tidewatch.rule.playbook.Acknowledgement;
import io.tidewatch.rule.playbook.PlannedAction;
import io.tidewatch.rule.playbook.PlaybookEngine;
import io.tidewatch.rule.playbook.PlaybookRun;
import io.tidewatch.rule.playbook.RunAdvance;
import io.tidewatch.rule.threshold.AccountFacts;
import io.tidewatch.rule.threshold.FlagNote;
import io.tidewatch.rule.threshold.FlagState;
import io.tidewatch.rule.threshold.MetricValue;
import io.tidewatch.rule.threshold.Outcome;
import io.tidewatch.rule.threshold.ThresholdResult;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** One judgement of one account; to be used once. */
final class AccountJudging {

    private static final String CSM = "csmEmail";

    private final JudgingCore core;
    private final AccountInput account;
    private final AccountResults results;
    private final Instant now;
    /** Null outside of maintenance. */
    private final Instant maintenanceUntil;

    private final FlagJudging flags;
    private final List<Opening> opening = new ArrayList<>();
    private final List<RunState> runs = new ArrayList<>();
    private final List<RunStep> runSteps = new ArrayList<>();
    private final Set<String> missingBundles = new HashSet<>();

    AccountJudging(
            JudgingCore core, AccountInput account, AccountResults results, Instant now, Instant maintenanceUntil) {
        this.core = core;
        this.account = account;
        this.results = results;
        this.now = now;
        this.maintenanceUntil = maintenanceUntil;
        this.flags = new FlagJudging(core, account.state().flags(), results, now, maintenanceUntil);
    }

    /** Judges its thresholds at those places, and its runs. */
    AccountStep step(BitSet unsettled) {
        flags.judge(unsettled);
        account.state().runs().forEach(this::advance);
        flags.acting().forEach(this::open);
        opening.forEach(this::open);
        return new AccountStep(
                account.facts().accountId(),
                new AccountState(List.copyOf(flags.all()), runs, flags.settled()),
                results,
                flags.steps(),
                runSteps,
                missingBundles);
    }

    private void advance(RunState state) {
        PlaybookRun run = state.run();
        FlagState flag = flags.of(run.thresholdId());
        String why = whyCancelled(state);
        if (!run.open() && (why != null || !run.mayReopen(flag, now) || anotherIsOpen(run))) {
            runs.add(state);
            return;
        }
        if (why != null) {
            runStep(state, state.cancelled(why, now), List.of(), why);
            return;
        }
        Optional<CompiledBundle> ofRun = core.bundle(state.bundleHash());
        if (ofRun.isEmpty()) {
            missingBundles.add(state.bundleHash());
            runs.add(state);
            return;
        }
        Instant quiet = flag == null ? maintenanceUntil : flags.quietUntil(flag.care());
        if (quiet == null) {
            advance(state, flag, ofRun.get());
        } else {
            waitUntil(quiet, state);
        }
    }

    /** Nothing happens in the run until then; what has become due by that time happens then, as after a down time. */
    private void waitUntil(Instant end, RunState state) {
        PlaybookRun run = state.run();
        if (!run.open() || !run.nextDueAt().isBefore(end)) {
            runs.add(state);
            return;
        }
        runStep(state, state.with(run.waitingUntil(end)), List.of(), null);
    }

    /** An open run that nobody else was assigned belongs to the account's CSM, so a change of the CSM changes it, too. */
    private void advance(RunState state, FlagState flag, CompiledBundle ofRun) {
        PlaybookEngine engine = ofRun.playbookEngine();
        PlaybookRun run = state.run();
        List<Acknowledgement> own = acknowledgements(run, flag);
        RunAdvance advance = engine.advance(run, flag, facts(ofRun), account.touchpoints(), own, now);
        String owner = state.assignedTo() == null ? csm() : state.assignedTo();
        if (!advance.changed() && (!run.open() || Objects.equals(owner, state.ownerEmail()))) {
            runs.add(state);
            return;
        }
        PlaybookRun after = advance.changed() ? advance.run() : advance.run().withNewVersion();
        String takenUpBy = state.acknowledgedBy() != null
                ? state.acknowledgedBy()
                : engine.playbookOf(run).takenUp(own).map(Acknowledgement::by).orElse(null);
        runStep(
                state,
                new RunState(after, state.bundleHash(), owner, takenUpBy, state.cancelReason(), state.assignedTo()),
                advance.actions(),
                null);
        advance.opens().forEach(playbook -> opening.add(new Opening(playbook, run, state.bundleHash(), engine)));
    }

    /** Those of the run itself; whoever takes care of its flag has taken up the run, too. */
    private List<Acknowledgement> acknowledgements(PlaybookRun run, FlagState flag) {
        List<Acknowledgement> all = new ArrayList<>();
        account.acknowledgements().stream()
                .filter(acknowledgement -> acknowledgement.runId().equals(run.runId()))
                .forEach(all::add);
        if (flag != null && flag.care().acknowledgement() != null) {
            FlagNote note = flag.care().acknowledgement();
            all.add(new Acknowledgement(run.runId(), null, note.by(), note.at()));
        }
        return all;
    }

    /** By the definitions that the run began with: a metric that is computed by another one by now is not known. */
    private AccountFacts facts(CompiledBundle ofRun) {
        if (ofRun == core.bundle()) {
            return account.facts();
        }
        Map<String, MetricValue> metrics = new HashMap<>(account.facts().metrics());
        metrics.keySet().removeIf(id -> !definition(ofRun, id).equals(definition(core.bundle(), id)));
        return new AccountFacts(
                        account.facts().accountId(),
                        account.facts().attributes(),
                        metrics,
                        account.facts().customer())
                .with(account.facts().records());
    }

    private static Optional<String> definition(CompiledBundle bundle, String metric) {
        return bundle.catalogue().metric(metric).map(MetricDefinition::definitionHash);
    }

    private String csm() {
        return account.facts().attribute(CSM);
    }

    private void runStep(RunState before, RunState after, List<PlannedAction> actions, String cancelledBecause) {
        runs.add(after);
        runSteps.add(new RunStep(before, after, actions, cancelledBecause));
    }

    /** In a sentence for people; null when the run is not to be cancelled. */
    private String whyCancelled(RunState state) {
        if (state.cancelReason() != null) {
            return state.cancelReason();
        }
        if (!core.hasPlaybook(state.run().playbookId())) {
            return core.whyGone(state);
        }
        if (isOfAJourneyForOthers(state.run())) {
            return "Superseded: the journey is not for this customer any more.";
        }
        ThresholdResult result = results.of(state.run().thresholdId());
        Outcome outcome = result == null ? null : result.outcome();
        if (outcome == Outcome.OFF) {
            return result.evidence().sentence();
        }
        return outcome == Outcome.NOT_A_CUSTOMER ? "The account is no longer a customer." : null;
    }

    /** The task of a step must not stay open when the journey, or the customer, has changed so that it is not on it any more. */
    private boolean isOfAJourneyForOthers(PlaybookRun run) {
        return core.isStep(run.playbookId()) && results.isOutside(run.thresholdId());
    }

    /** There may be only one open run of a playbook. */
    private boolean anotherIsOpen(PlaybookRun run) {
        return account.state().runs().stream()
                .map(RunState::run)
                .anyMatch(other -> other.open() && other.playbookId().equals(run.playbookId()));
    }

    /** A playbook that a run opens, by the bundle that the run began with. */
    private record Opening(String playbookId, PlaybookRun opener, String bundleHash, PlaybookEngine engine) {}

    private void open(Opening next) {
        List<PlaybookRun> going = runs.stream().map(RunState::run).toList();
        next.engine()
                .open(next.playbookId(), next.opener(), account.facts(), going, now)
                .ifPresent(opened -> runStep(
                        null,
                        new RunState(opened.run(), next.bundleHash(), csm(), null, null),
                        opened.actions(),
                        null));
    }

    private void open(FlagState flag) {
        List<PlaybookRun> going = runs.stream().map(RunState::run).toList();
        for (RunAdvance opened : core.bundle().playbookEngine().open(flag, account.facts(), going, now)) {
            RunState state = new RunState(opened.run(), core.bundle().hash(), csm(), null, null);
            runStep(null, state, opened.actions(), null);
        }
    }
}
