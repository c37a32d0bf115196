package io.tidewatch.engine.judging;

import io.tidewatch.engine.api.model.Flag;
import io.tidewatch.engine.bundle.CompiledBundles;
import io.tidewatch.engine.fact.AccountFact;
import io.tidewatch.engine.fact.JudgedStore;
import io.tidewatch.engine.flag.FlagMapper;
import io.tidewatch.engine.flag.FlagStore;
import io.tidewatch.engine.flag.StoredFlag;
import io.tidewatch.engine.run.RunCancelling;
import io.tidewatch.engine.run.RunDeciding;
import io.tidewatch.engine.run.StoredRun;
import io.tidewatch.rule.compile.CompiledBundle;
import io.tidewatch.rule.judging.AccountInput;
import io.tidewatch.rule.judging.AccountStep;
import io.tidewatch.rule.judging.FlagStep;
import io.tidewatch.rule.judging.JudgingCore;
import io.tidewatch.rule.judging.RunStep;
import io.tidewatch.rule.judging.Settled;
import io.tidewatch.rule.playbook.RunStatus;
import io.tidewatch.rule.threshold.FlagStatus;
import io.tidewatch.rule.threshold.Outcome;
import io.tidewatch.rule.threshold.ThresholdResult;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Has the judging core judge some accounts as they are stored, and turns what it decided into what has to be written. Stores nothing
 * and reads no clock. To be used once, on a worker thread.
 */
final class Judge {

    private final CompiledBundle bundle;
    private final CompiledBundles bundles;
    private final FlagMapper flagMapper;
    private final RunDeciding runs;
    private final Instant now;
    private final Map<String, String> metrics = new HashMap<>();
    private final Verdict verdict = new Verdict();

    /**
     * Prepares a judgement.
     *
     * @param bundle the active one
     * @param now business time
     */
    Judge(CompiledBundle bundle, CompiledBundles bundles, FlagMapper flagMapper, RunDeciding runs, Instant now) {
        this.bundle = bundle;
        this.bundles = bundles;
        this.flagMapper = flagMapper;
        this.runs = runs;
        this.now = now;
        bundle.thresholds().forEach(threshold -> metrics.put(threshold.id(), threshold.metricId()));
    }

    /**
     * Judges all thresholds and runs of the accounts.
     *
     * @param maintenanceUntil when the present maintenance ends; null outside of maintenance
     */
    Verdict judge(List<LoadedAccount> accounts, Instant maintenanceUntil) {
        List<AccountInput> inputs = accounts.stream()
                .map(account -> account.input(bundle.catalogue(), now))
                .toList();
        List<AccountStep> steps = new JudgingCore(bundle, bundles::find).step(inputs, now, maintenanceUntil);
        for (int index = 0; index < steps.size(); index++) {
            note(accounts.get(index), steps.get(index));
        }
        return verdict;
    }

    private void note(LoadedAccount account, AccountStep step) {
        Map<String, StoredFlag> flags = new HashMap<>();
        account.flags().forEach(flag -> flags.put(flag.state().thresholdId(), flag));
        step.flags().forEach(flag -> note(flag, flags));
        Map<String, StoredRun> going = new HashMap<>();
        account.runs().forEach(run -> going.put(run.run().runId(), run));
        step.runs().forEach(run -> note(run, step, account.fact(), flags, going));
        boolean quiet = step.after().runs().stream()
                .map(run -> run.run().status())
                .noneMatch(status -> status == RunStatus.OPEN || status == RunStatus.SUCCEEDED);
        Settled settled = step.after().settled();
        String judgedAs = settled == null ? null : settled.signature();
        boolean finished = step.missingBundles().stream().allMatch(bundles::isBroken);
        verdict.judged.add(new JudgedStore.Judged(step.accountId(), judgedAs, quiet, finished));
    }

    private void note(FlagStep flag, Map<String, StoredFlag> flags) {
        String threshold = flag.after().thresholdId();
        StoredFlag before = flags.get(threshold);
        StoredFlag after = new StoredFlag(
                flag.after(),
                metrics.containsKey(threshold) ? metrics.get(threshold) : before.metric(),
                flag.transition()
                        ? flagMapper.evidence(
                                flag.after().accountId(), flag.after().evidence(), now)
                        : before.evidence());
        flags.put(threshold, after);
        verdict.flags.add(after);
        if (flag.published()) {
            verdict.published.add(after);
        }
        if (flag.transition()) {
            verdict.transitions.add(new FlagStore.Transition(
                    flag.before() == null ? null : flag.before().status(), after));
        }
    }

    private void note(
            RunStep run,
            AccountStep step,
            AccountFact fact,
            Map<String, StoredFlag> flags,
            Map<String, StoredRun> going) {
        StoredFlag flag = flags.get(run.after().run().thresholdId());
        StoredRun before = going.get(run.after().run().runId());
        if (run.cancelledBecause() != null) {
            verdict.cancelled.add(new RunCancelling.Cancellation(before, run.cancelledBecause()));
        } else if (run.opened()) {
            CompiledBundle ofRun = bundles.find(run.after().bundleHash()).orElseThrow();
            Flag present = present(flag, step);
            verdict.opened.add(runs.opened(ofRun, run, fact, present == null ? flagMapper.flag(flag) : present));
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
        ThresholdResult result = step.results().of(flag.state().thresholdId());
        return result == null || result.outcome() != Outcome.RAISE
                ? flagMapper.flag(flag)
                : flagMapper.flag(new StoredFlag(
                        flag.state(),
                        flag.metric(),
                        flagMapper.evidence(flag.state().accountId(), result.evidence(), now)));
    }
}
