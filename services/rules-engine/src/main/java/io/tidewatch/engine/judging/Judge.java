package io.tidewatch.engine.judging;

import io.tidewatch.engine.api.model.Flag;
import io.tidewatch.engine.bundle.CompiledBundles;
import io.tidewatch.engine.fact.AccountFact;
import io.tidewatch.engine.flag.FlagMapper;
import io.tidewatch.engine.flag.FlagStore;
import io.tidewatch.engine.flag.StoredFlag;
import io.tidewatch.engine.run.RunCancelling;
import io.tidewatch.engine.run.RunDeciding;
import io.tidewatch.engine.run.StoredRun;
import io.tidewatch.rule.compile.CompiledBundle;
import io.tidewatch.rule.judging.AccountStep;
import io.tidewatch.rule.judging.FlagStep;
import io.tidewatch.rule.judging.JudgingCore;
import io.tidewatch.rule.judging.RunStep;
import io.tidewatch.rule.threshold.FlagStatus;
import io.tidewatch.rule.threshold.Outcome;
import io.tidewatch.rule.threshold.ThresholdResult;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Has the judging core judge some accounts as they are stored, and turns what it decided into what has to be written. Stores nothing
 * and reads no clock. To be used once, on a worker thread.
 */
final class Judge {

    private final CompiledBundle bundle;
    private final CompiledBundles bundles;
    private final FlagMapper flagMapper;
    private final RunDeciding runs;
    private final LoadedAccounts loaded;
    private final Instant now;
    private final Map<String, AccountFact> facts;
    private final Map<String, List<StoredFlag>> flags;
    private final Map<String, List<StoredRun>> runsOf;
    private final Map<String, String> metrics = new HashMap<>();
    private final Verdict verdict = new Verdict();

    /**
     * Prepares a judgement.
     *
     * @param bundle the active one
     * @param loaded what is stored of the accounts
     * @param now business time
     */
    Judge(
            CompiledBundle bundle,
            CompiledBundles bundles,
            FlagMapper flagMapper,
            RunDeciding runs,
            LoadedAccounts loaded,
            Instant now) {
        this.bundle = bundle;
        this.bundles = bundles;
        this.flagMapper = flagMapper;
        this.runs = runs;
        this.loaded = loaded;
        this.now = now;
        this.facts = loaded.facts().stream().collect(Collectors.toMap(AccountFact::accountId, fact -> fact));
        this.flags = loaded.flagsByAccount();
        this.runsOf = loaded.runsByAccount();
        bundle.thresholds().stream()
                .filter(threshold -> !threshold.metricIds().isEmpty())
                .forEach(threshold ->
                        metrics.put(threshold.id(), threshold.metricIds().getFirst()));
    }

    /** Judges all thresholds and runs of the accounts. */
    Verdict judge() {
        new JudgingCore(bundle, bundles::find)
                .step(loaded.inputs(bundle.catalogue(), now), now)
                .forEach(this::note);
        return verdict;
    }

    private void note(AccountStep step) {
        Map<String, StoredFlag> stored = new HashMap<>();
        flags.getOrDefault(step.accountId(), List.of())
                .forEach(flag -> stored.put(flag.state().thresholdId(), flag));
        step.flags().forEach(flag -> note(flag, stored));
        Map<String, StoredRun> going = new HashMap<>();
        runsOf.getOrDefault(step.accountId(), List.of())
                .forEach(run -> going.put(run.run().runId(), run));
        step.runs().forEach(run -> note(run, step, stored, going));
        if (step.missingBundles().stream().anyMatch(hash -> !bundles.isBroken(hash))) {
            verdict.unfinished.add(step.accountId());
        }
    }

    private void note(FlagStep flag, Map<String, StoredFlag> stored) {
        String threshold = flag.after().thresholdId();
        StoredFlag before = stored.get(threshold);
        StoredFlag after = new StoredFlag(
                flag.after(),
                metrics.getOrDefault(threshold, before == null ? null : before.metric()),
                flag.transition() ? flagMapper.evidence(flag.after().evidence(), now) : before.evidence());
        stored.put(threshold, after);
        verdict.flags.add(after);
        if (flag.transition()) {
            verdict.transitions.add(new FlagStore.Transition(
                    flag.before() == null ? null : flag.before().status(), after));
        }
    }

    private void note(RunStep run, AccountStep step, Map<String, StoredFlag> stored, Map<String, StoredRun> going) {
        AccountFact fact = facts.get(step.accountId());
        StoredFlag flag = stored.get(run.after().run().thresholdId());
        StoredRun before = going.get(run.after().run().runId());
        if (run.cancelledBecause() != null) {
            verdict.cancelled.add(new RunCancelling.Cancellation(before, run.cancelledBecause()));
        } else if (run.opened()) {
            verdict.opened.add(runs.opened(bundle, run, fact, flagMapper.flag(flag)));
        } else {
            verdict.advanced.add(runs.advanced(
                    bundles.find(run.after().bundleHash()).orElseThrow(), run, before, fact, present(flag, step)));
        }
    }

    /** A raised flag with the evidence of this judgement, for messages; null when it is not raised. */
    private Flag present(StoredFlag flag, AccountStep step) {
        if (flag == null || flag.state().status() != FlagStatus.RAISED) {
            return null;
        }
        ThresholdResult result = step.results().get(flag.state().thresholdId());
        return result == null || result.outcome() != Outcome.RAISE
                ? flagMapper.flag(flag)
                : flagMapper.flag(
                        new StoredFlag(flag.state(), flag.metric(), flagMapper.evidence(result.evidence(), now)));
    }
}
