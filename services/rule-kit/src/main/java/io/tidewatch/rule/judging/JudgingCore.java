package io.tidewatch.rule.judging;

import io.tidewatch.rule.compile.AccountResults;
import io.tidewatch.rule.compile.CompiledBundle;
import io.tidewatch.rule.playbook.PlaybookDefinition;
import io.tidewatch.rule.threshold.AccountFacts;
import io.tidewatch.rule.threshold.Level;
import io.tidewatch.rule.threshold.ThresholdDefinition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The one place that decides what becomes of flags and playbook runs; the service and the scenarios share it. A pure function of
 * its arguments: it stores nothing, sends nothing and reads no clock. Thread-safe.
 */
public final class JudgingCore {

    private final CompiledBundle bundle;
    private final Function<String, Optional<CompiledBundle>> bundles;
    private final Set<String> nextSteps;
    private final Set<String> playbooks;

    /**
     * Judges by a bundle.
     *
     * @param bundle the active one
     * @param bundles by hash, the bundles that runs began with; empty for one that is not available
     */
    public JudgingCore(CompiledBundle bundle, Function<String, Optional<CompiledBundle>> bundles) {
        this.bundle = bundle;
        this.bundles = bundles;
        this.nextSteps = bundle.thresholds().stream()
                .filter(threshold -> threshold.level() == Level.NEXT_STEP)
                .map(ThresholdDefinition::id)
                .collect(Collectors.toSet());
        this.playbooks = bundle.playbooks().stream().map(PlaybookDefinition::id).collect(Collectors.toSet());
    }

    /** Judges by a bundle that all runs began with. */
    public JudgingCore(CompiledBundle bundle) {
        this(bundle, hash -> Optional.of(bundle).filter(own -> own.hash().equals(hash)));
    }

    /**
     * Judges accounts at one time: of each account its thresholds first, then the runs that go on, then those that open. Judging
     * again with the state that it returned and nothing new changes nothing.
     *
     * @param accounts any number; each on its own, together only because that is faster
     * @param now business time
     * @return one per account, in the same order
     */
    public List<AccountStep> step(List<AccountInput> accounts, Instant now) {
        return step(accounts, now, null);
    }

    /**
     * The same during maintenance: flags are judged, but no new episode begins, no run opens, and open runs wait. What is still
     * crossed, or has become due, when it ends acts then.
     *
     * @param maintenanceUntil when the maintenance ends, later than {@code now}; null outside of maintenance
     */
    public List<AccountStep> step(List<AccountInput> accounts, Instant now, Instant maintenanceUntil) {
        List<AccountFacts> facts = new ArrayList<>(accounts.size());
        for (AccountInput account : accounts) {
            facts.add(account.facts());
        }
        List<AccountResults> results = bundle.evaluate(facts, now);
        List<AccountStep> steps = new ArrayList<>(accounts.size());
        for (int index = 0; index < accounts.size(); index++) {
            steps.add(step(accounts.get(index), results.get(index), now, maintenanceUntil));
        }
        return steps;
    }

    private AccountStep step(AccountInput account, AccountResults results, Instant now, Instant maintenanceUntil) {
        AccountState state = account.state();
        BitSet unsettled = Settled.unsettled(state.settled(), results, now);
        // Without thresholds nothing is unsettled, but flags of earlier rules have to end.
        return state.settled() != null && unsettled.isEmpty() && state.runs().isEmpty()
                ? new AccountStep(account.facts().accountId(), state, results, List.of(), List.of(), Set.of())
                : new AccountJudging(this, account, results, now, maintenanceUntil).step(unsettled);
    }

    /** The active bundle. */
    CompiledBundle bundle() {
        return bundle;
    }

    /** A bundle that a run began with. */
    Optional<CompiledBundle> bundle(String hash) {
        return bundles.apply(hash);
    }

    /** Whether a threshold only asks for work, so that an account for which it never did has no flag of it. */
    boolean isNextStep(String thresholdId) {
        return nextSteps.contains(thresholdId);
    }

    boolean hasPlaybook(String id) {
        return playbooks.contains(id);
    }

    /** Whether a playbook is that of a step of a journey. */
    boolean isStep(String playbookId) {
        return bundle.journeyOf(playbookId).isPresent();
    }

    /** Why the playbook of a run is not there any more, in a sentence for people. */
    String whyGone(RunState state) {
        String playbook = state.run().playbookId();
        return bundle(state.bundleHash())
                .flatMap(began -> began.journeyOf(playbook))
                .map(journey -> journey.name(playbook))
                .map(name -> "Superseded: the rules no longer have the step " + name + ".")
                .orElse("The rules no longer have this playbook.");
    }
}
