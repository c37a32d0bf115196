package io.tidewatch.engine.judging;

import io.tidewatch.engine.api.model.Flag;
import io.tidewatch.engine.bundle.CompiledBundles;
import io.tidewatch.engine.client.ingestion.model.TouchpointChange;
import io.tidewatch.engine.fact.AccountFact;
import io.tidewatch.engine.fact.FactMapper;
import io.tidewatch.engine.flag.FlagMapper;
import io.tidewatch.engine.flag.FlagStore;
import io.tidewatch.engine.flag.StoredFlag;
import io.tidewatch.engine.run.RunAdvancing;
import io.tidewatch.engine.run.RunCancelling;
import io.tidewatch.engine.run.RunStep;
import io.tidewatch.engine.run.StoredRun;
import io.tidewatch.metric.Question;
import io.tidewatch.rule.compile.CompiledBundle;
import io.tidewatch.rule.playbook.Acknowledgement;
import io.tidewatch.rule.playbook.PlaybookDefinition;
import io.tidewatch.rule.playbook.PlaybookEngine;
import io.tidewatch.rule.playbook.PlaybookRun;
import io.tidewatch.rule.threshold.AccountFacts;
import io.tidewatch.rule.threshold.FlagChange;
import io.tidewatch.rule.threshold.FlagState;
import io.tidewatch.rule.threshold.FlagStatus;
import io.tidewatch.rule.threshold.FlagTransition;
import io.tidewatch.rule.threshold.Outcome;
import io.tidewatch.rule.threshold.ThresholdDefinition;
import io.tidewatch.rule.threshold.ThresholdResult;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One judgement of some accounts at one business time: thresholds first, then the runs that go on, then those that open.
 * Decides only: it stores nothing and reads no clock. To be used once, on a worker thread.
 */
final class Judge {

    private final CompiledBundle bundle;
    private final CompiledBundles bundles;
    private final FlagMapper flagMapper;
    private final RunAdvancing runs;
    private final AccountState state;
    private final Instant now;
    private final Map<String, AccountFact> facts;
    /** By {@link FlagStore#key}: before the judgement at first, as they are now after it. */
    private final Map<String, StoredFlag> flags = new HashMap<>();

    private final Map<String, ThresholdResult> results = new HashMap<>();
    private final List<StoredFlag> raisedAnew = new ArrayList<>();
    private final Map<String, List<PlaybookRun>> runsNow = new HashMap<>();
    private final Verdict verdict = new Verdict();

    /**
     * Prepares a judgement.
     *
     * @param bundle the active one
     * @param state what is stored of the accounts
     * @param now business time
     */
    Judge(
            CompiledBundle bundle,
            CompiledBundles bundles,
            FlagMapper flagMapper,
            RunAdvancing runs,
            AccountState state,
            Instant now) {
        this.bundle = bundle;
        this.bundles = bundles;
        this.flagMapper = flagMapper;
        this.runs = runs;
        this.state = state;
        this.now = now;
        this.facts = state.facts().stream().collect(Collectors.toMap(AccountFact::accountId, fact -> fact));
        state.flags().forEach(flag -> flags.put(FlagStore.key(flag), flag));
    }

    /** Judges all thresholds and runs of the accounts. */
    Verdict judge() {
        judgeThresholds();
        retireFlags();
        advanceRuns();
        openRuns();
        return verdict;
    }

    private void judgeThresholds() {
        LocalDate day = now.atOffset(ZoneOffset.UTC).toLocalDate();
        List<AccountFacts> accounts = state.facts().stream()
                .map(fact -> FactMapper.facts(fact, bundle.catalogue(), day))
                .toList();
        Map<String, String> metrics = bundle.thresholds().stream()
                .filter(threshold -> !threshold.metricIds().isEmpty())
                .collect(Collectors.toMap(
                        ThresholdDefinition::id,
                        threshold -> threshold.metricIds().get(0)));
        for (ThresholdResult judged : bundle.evaluate(accounts, now)) {
            ThresholdResult result = facts.get(judged.accountId()).counting(judged);
            String key = FlagStore.key(result.accountId(), result.thresholdId());
            results.put(key, result);
            StoredFlag flag = flags.get(key);
            FlagState before = flag == null ? null : flag.state();
            FlagChange change = FlagTransition.apply(before, result, now);
            if (change.kind() == FlagChange.Kind.NONE) {
                continue;
            }
            boolean transition = change.kind() == FlagChange.Kind.TRANSITION;
            StoredFlag after = new StoredFlag(
                    change.state(),
                    metrics.get(result.thresholdId()),
                    transition ? flagMapper.evidence(result.evidence(), now) : flag.evidence());
            store(before, after, transition);
            if (change.raisedAnew(before)) {
                raisedAnew.add(after);
            }
        }
    }

    private void store(FlagState before, StoredFlag after, boolean transition) {
        flags.put(FlagStore.key(after), after);
        verdict.flags.add(after);
        if (transition) {
            verdict.transitions.add(new FlagStore.Transition(before == null ? null : before.status(), after));
        }
    }

    /** Flags of thresholds that the rules no longer have become UNKNOWN and answer no question. */
    private void retireFlags() {
        Set<String> known =
                bundle.thresholds().stream().map(ThresholdDefinition::id).collect(Collectors.toSet());
        for (StoredFlag flag : state.flags()) {
            FlagState before = flag.state();
            if (!known.contains(before.thresholdId())
                    && (before.status() != FlagStatus.UNKNOWN || before.question() != Question.NONE)
                    && facts.containsKey(before.accountId())) {
                String why = flagMapper.withoutJudgement(
                        before.thresholdId(), bundle.hash(), "The rules no longer have this threshold.", now);
                store(before, new StoredFlag(FlagTransition.retire(before, null, now), flag.metric(), why), true);
            }
        }
    }

    private void advanceRuns() {
        Map<String, List<TouchpointChange>> touchpoints =
                state.touchpoints().stream().collect(Collectors.groupingBy(TouchpointChange::getAccountId));
        Map<String, List<Acknowledgement>> acknowledgements =
                state.acknowledgements().stream().collect(Collectors.groupingBy(Acknowledgement::runId));
        Set<String> playbooks =
                bundle.playbooks().stream().map(PlaybookDefinition::id).collect(Collectors.toSet());
        for (StoredRun run : state.runs()) {
            String account = run.run().accountId();
            StoredFlag flag = flags.get(FlagStore.key(account, run.run().thresholdId()));
            FlagState flagNow = flag == null ? null : flag.state();
            String why = whyCancelled(run, playbooks);
            if (!run.run().open() && (why != null || !run.run().mayReopen(flagNow, now) || hasOpenRun(run.run()))) {
                continue;
            }
            if (why != null) {
                verdict.cancelled.add(new RunCancelling.Cancellation(run, why));
                note(PlaybookEngine.cancel(run.run(), now).run());
                continue;
            }
            Optional<CompiledBundle> ofRun = bundles.find(run.bundleHash());
            if (ofRun.isEmpty() || !facts.containsKey(account)) {
                note(run.run());
                if (!bundles.isBroken(run.bundleHash())) {
                    verdict.unfinished.add(account);
                }
                continue;
            }
            Optional<RunStep> advanced = runs.advance(
                    ofRun.get(),
                    run,
                    facts.get(account),
                    flagNow,
                    present(flag),
                    touchpoints.getOrDefault(account, List.of()),
                    acknowledgements.getOrDefault(run.run().runId(), List.of()),
                    now);
            advanced.ifPresent(verdict.advanced::add);
            note(advanced.map(step -> step.run().run()).orElse(run.run()));
        }
    }

    /** In a sentence for people; null when the run is not to be cancelled. */
    private String whyCancelled(StoredRun run, Set<String> playbooks) {
        if (run.cancelReason() != null) {
            return run.cancelReason();
        }
        if (!playbooks.contains(run.run().playbookId())) {
            return "The rules no longer have this playbook.";
        }
        ThresholdResult result =
                results.get(FlagStore.key(run.run().accountId(), run.run().thresholdId()));
        return result != null && result.outcome() == Outcome.NOT_A_CUSTOMER
                ? "The account is no longer a customer."
                : null;
    }

    /** Whether another run of the playbook is open for the account: there may be only one. */
    private boolean hasOpenRun(PlaybookRun run) {
        return state.runs().stream()
                .map(StoredRun::run)
                .anyMatch(other -> other.open()
                        && other.accountId().equals(run.accountId())
                        && other.playbookId().equals(run.playbookId()));
    }

    private void note(PlaybookRun run) {
        runsNow.computeIfAbsent(run.accountId(), account -> new ArrayList<>()).add(run);
    }

    private void openRuns() {
        for (StoredFlag flag : raisedAnew) {
            String account = flag.state().accountId();
            verdict.opened.addAll(runs.open(
                    bundle,
                    facts.get(account),
                    flag.state(),
                    flagMapper.flag(flag),
                    runsNow.getOrDefault(account, List.of()),
                    now));
        }
    }

    /** A raised flag with the evidence of this judgement, for messages; null when it is not raised. */
    private Flag present(StoredFlag flag) {
        if (flag == null || flag.state().status() != FlagStatus.RAISED) {
            return null;
        }
        ThresholdResult result = results.get(FlagStore.key(flag));
        return result == null || result.outcome() != Outcome.RAISE
                ? flagMapper.flag(flag)
                : flagMapper.flag(
                        new StoredFlag(flag.state(), flag.metric(), flagMapper.evidence(result.evidence(), now)));
    }
}
