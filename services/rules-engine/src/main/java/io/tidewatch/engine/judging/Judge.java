package io.tidewatch.engine.judging;

import io.tidewatch.engine.api.model.Flag;
import io.tidewatch.engine.bundle.CompiledBundles;
import io.tidewatch.engine.client.ingestion.model.TouchpointChange;
import io.tidewatch.engine.fact.AccountFact;
import io.tidewatch.engine.fact.FactMapper;
import io.tidewatch.engine.flag.FlagMapper;
import io.tidewatch.engine.flag.FlagStore;
import io.tidewatch.engine.flag.HeldFlag;
import io.tidewatch.engine.run.HeldRun;
import io.tidewatch.engine.run.RunAdvancing;
import io.tidewatch.rule.compile.CompiledBundle;
import io.tidewatch.rule.playbook.Acknowledgement;
import io.tidewatch.rule.threshold.AccountFacts;
import io.tidewatch.rule.threshold.FlagChange;
import io.tidewatch.rule.threshold.FlagState;
import io.tidewatch.rule.threshold.FlagStatus;
import io.tidewatch.rule.threshold.FlagTransition;
import io.tidewatch.rule.threshold.Outcome;
import io.tidewatch.rule.threshold.ThresholdDefinition;
import io.tidewatch.rule.threshold.ThresholdResult;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Judges accounts. Pure: decides, stores nothing and reads no clock; to be called from a worker thread. */
@ApplicationScoped
class Judge {

    private final FlagMapper flags;
    private final RunAdvancing runs;
    private final CompiledBundles bundles;

    Judge(FlagMapper flags, RunAdvancing runs, CompiledBundles bundles) {
        this.flags = flags;
        this.runs = runs;
        this.bundles = bundles;
    }

    /**
     * Judges all thresholds and open runs of some accounts.
     *
     * @param bundle the active one
     * @param held what is known of the accounts
     * @param now business time
     */
    Verdict judge(CompiledBundle bundle, AccountState held, Instant now) {
        Verdict verdict = new Verdict();
        Map<String, AccountFact> facts =
                held.facts().stream().collect(Collectors.toMap(AccountFact::accountId, fact -> fact));
        Map<String, HeldFlag> flagsNow = new HashMap<>();
        held.flags().forEach(flag -> flagsNow.put(FlagStore.key(flag), flag));
        judgeThresholds(bundle, held, facts, flagsNow, now, verdict);
        retireFlags(bundle, held, now, verdict);
        verdict.flags.forEach(flag -> flagsNow.put(FlagStore.key(flag), flag));
        advanceRuns(held, facts, flagsNow, now, verdict);
        return verdict;
    }

    private void judgeThresholds(
            CompiledBundle bundle,
            AccountState held,
            Map<String, AccountFact> facts,
            Map<String, HeldFlag> before,
            Instant now,
            Verdict verdict) {
        LocalDate day = now.atOffset(ZoneOffset.UTC).toLocalDate();
        List<AccountFacts> accounts = held.facts().stream()
                .map(fact -> FactMapper.facts(fact, bundle.catalogue(), day))
                .toList();
        Map<String, String> metrics = bundle.thresholds().stream()
                .filter(threshold -> !threshold.metricIds().isEmpty())
                .collect(Collectors.toMap(
                        ThresholdDefinition::id,
                        threshold -> threshold.metricIds().get(0)));
        for (ThresholdResult result : bundle.evaluate(accounts, now)) {
            HeldFlag flag = before.get(result.accountId() + "/" + result.thresholdId());
            FlagState state = flag == null ? null : flag.state();
            FlagChange change = FlagTransition.apply(state, result, now);
            boolean transition = change.kind() == FlagChange.Kind.TRANSITION;
            // While a result is missing the flag stands on what was known last, and so does what is said of it.
            boolean stale =
                    result.outcome() == Outcome.UNKNOWN && change.state().status() != FlagStatus.UNKNOWN;
            String evidence = stale ? flag.evidence() : flags.evidence(result.evidence(), now);
            boolean withNewVersion = flag != null && !flags.saysTheSame(flag.evidence(), evidence);
            if (change.kind() == FlagChange.Kind.NONE && !withNewVersion) {
                continue;
            }
            HeldFlag after = new HeldFlag(
                    change.kind() == FlagChange.Kind.NONE ? change.state().withNewVersion() : change.state(),
                    metrics.get(result.thresholdId()),
                    evidence);
            verdict.flags.add(after);
            if (transition) {
                verdict.transitions.add(new FlagStore.Transition(state == null ? null : state.status(), after));
            }
            if (transition || withNewVersion) {
                verdict.told.add(after);
            }
            if (change.raisedAnew(state)) {
                verdict.opened.addAll(runs.open(bundle, facts.get(result.accountId()), flags.flag(after), now));
            }
        }
    }

    /** Flags of thresholds that the rules no longer have: nobody can say any more how they stand. */
    private void retireFlags(CompiledBundle bundle, AccountState held, Instant now, Verdict verdict) {
        var known = bundle.thresholds().stream().map(ThresholdDefinition::id).collect(Collectors.toSet());
        var judged = held.facts().stream().map(AccountFact::accountId).collect(Collectors.toSet());
        for (HeldFlag flag : held.flags()) {
            FlagState state = flag.state();
            if (known.contains(state.thresholdId())
                    || state.status() == FlagStatus.UNKNOWN
                    || !judged.contains(state.accountId())) {
                continue;
            }
            String gone =
                    flags.without(state.thresholdId(), bundle.hash(), "The rules no longer have this threshold.", now);
            HeldFlag retired = flag.undecidable(state.lastKnown(), now, gone);
            verdict.flags.add(retired);
            verdict.told.add(retired);
            verdict.transitions.add(new FlagStore.Transition(state.status(), retired));
        }
    }

    /** What is said now of the raising that opened the run; null when the flag is no longer that one. */
    private Flag present(HeldRun run, Map<String, HeldFlag> flagsNow) {
        HeldFlag flag = flagsNow.get(run.run().accountId() + "/" + run.run().thresholdId());
        boolean same = flag != null
                && flag.state().status() == FlagStatus.RAISED
                && flag.state().raising() == run.run().raising();
        return same ? flags.flag(flag) : null;
    }

    private void advanceRuns(
            AccountState held,
            Map<String, AccountFact> facts,
            Map<String, HeldFlag> flagsNow,
            Instant now,
            Verdict verdict) {
        Map<String, List<TouchpointChange>> touchpoints =
                held.touchpoints().stream().collect(Collectors.groupingBy(TouchpointChange::getAccountId));
        Map<String, List<Acknowledgement>> acknowledgements =
                held.acknowledgements().stream().collect(Collectors.groupingBy(Acknowledgement::runId));
        for (HeldRun run : held.runs()) {
            String account = run.run().accountId();
            Optional<CompiledBundle> bundle = bundles.find(run.bundleHash());
            if (bundle.isEmpty() || !facts.containsKey(account)) {
                verdict.unfinished.add(account);
                continue;
            }
            runs.advance(
                            bundle.get(),
                            run,
                            facts.get(account),
                            present(run, flagsNow),
                            touchpoints.getOrDefault(account, List.of()),
                            acknowledgements.getOrDefault(run.run().runId(), List.of()),
                            now)
                    .ifPresent(verdict.advanced::add);
        }
    }
}
