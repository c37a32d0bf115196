package io.tidewatch.engine.portfolio;

import io.tidewatch.engine.flag.FlagMapper;
import io.tidewatch.engine.flag.FlagStore;
import io.tidewatch.engine.flag.StoredFlag;
import io.tidewatch.rule.compile.AccountResults;
import io.tidewatch.rule.compile.CompiledPortfolio;
import io.tidewatch.rule.judging.AccountInput;
import io.tidewatch.rule.judging.AccountState;
import io.tidewatch.rule.judging.AccountStep;
import io.tidewatch.rule.judging.FlagStep;
import io.tidewatch.rule.judging.JudgingCore;
import io.tidewatch.rule.threshold.AccountFacts;
import io.tidewatch.rule.threshold.Evidence;
import io.tidewatch.rule.threshold.FlagState;
import io.tidewatch.rule.threshold.FlagStatus;
import io.tidewatch.rule.threshold.FlagTransition;
import io.tidewatch.rule.threshold.ThresholdDefinition;
import io.tidewatch.rule.threshold.ThresholdResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The outcome of judging the portfolio: all that has to be written, in one transaction. Pure; to be made on a worker thread. */
final class PortfolioVerdict {
    /** Flags to store: those of the transitions, and those whose timers began or ended. */
    final List<StoredFlag> flags = new ArrayList<>();
    /** Changes of state or level, to be stored. */
    final List<FlagStore.Transition> transitions = new ArrayList<>();
    /** Flags that readers see changed, to be published. */
    final List<StoredFlag> published = new ArrayList<>();
    /** Flags that are raised, each with the evidence of today. */
    final List<StoredFlag> raised = new ArrayList<>();
    /** What leadership has to be notified of. */
    final List<Notice> notices = new ArrayList<>();
    /** When the portfolio has to be judged again although nothing changed; null when it has not. */
    Instant dueAt;

    private final CompiledPortfolio portfolio;
    private final FlagMapper mapper;
    private final PortfolioState state;

    /**
     * A message to leadership. An episode of a flag has two: one when it begins and one when it is over.
     *
     * @param id equal for the same notice in every judgement
     * @param flag with the evidence of this judgement
     * @param step RAISED or CLEARED, with the threshold
     */
    record Notice(String id, String step, StoredFlag flag) {
        private static Notice of(StoredFlag flag, String what) {
            FlagState state = flag.state();
            String step = state.thresholdId() + "-" + what;
            return new Notice("portfolio/" + step + "/" + state.raising(), step, flag);
        }

        String thresholdId() {
            return flag.state().thresholdId();
        }

        int raising() {
            return flag.state().raising();
        }
    }

    private PortfolioVerdict(CompiledPortfolio portfolio, FlagMapper mapper, PortfolioState state) {
        this.portfolio = portfolio;
        this.mapper = mapper;
        this.state = state;
    }

    /**
     * Judges the portfolio.
     *
     * @param stored all its flags
     * @param noticed ids of the notices that were published
     */
    static PortfolioVerdict of(
            CompiledPortfolio portfolio,
            FlagMapper mapper,
            PortfolioState state,
            List<StoredFlag> stored,
            Set<String> noticed) {
        PortfolioVerdict verdict = new PortfolioVerdict(portfolio, mapper, state);
        verdict.judge(stored, noticed);
        return verdict;
    }

    private void judge(List<StoredFlag> stored, Set<String> noticed) {
        AccountFacts facts = PortfolioFacts.of(
                state, portfolio.metricIds(), portfolio.bundle().catalogue());
        AccountState before =
                new AccountState(stored.stream().map(StoredFlag::state).toList(), List.of());
        AccountStep step = new JudgingCore(portfolio.bundle())
                .step(
                        List.of(new AccountInput(before, facts, List.of(), List.of())),
                        state.now(),
                        state.maintenanceUntil())
                .getFirst();
        Map<String, StoredFlag> all = new HashMap<>();
        stored.forEach(flag -> all.put(flag.state().thresholdId(), flag));
        step.flags().forEach(flag -> note(flag, all));
        for (ThresholdDefinition threshold : portfolio.thresholds()) {
            StoredFlag flag = all.get(threshold.id());
            if (flag == null) {
                continue;
            }
            StoredFlag present = presently(flag, step.results());
            if (flag.state().status() == FlagStatus.RAISED && present != flag) {
                raised.add(present);
            }
            if (portfolio.notice(threshold.id()) != null) {
                note(present, threshold.hold(), noticed);
            }
        }
        all.values().forEach(flag -> {
            due(flag.state().dueAt());
            due(flag.state().care().endsAt());
        });
    }

    private void note(FlagStep step, Map<String, StoredFlag> all) {
        String id = step.after().thresholdId();
        StoredFlag before = all.get(id);
        String metric = portfolio.thresholds().stream()
                .filter(threshold -> threshold.id().equals(id))
                .map(ThresholdDefinition::metricId)
                .findFirst()
                .orElseGet(() -> before.metric());
        StoredFlag after = new StoredFlag(
                step.after(),
                metric,
                step.transition() ? mapper.evidence(null, step.after().evidence(), state.now()) : before.evidence());
        all.put(id, after);
        flags.add(after);
        if (step.published()) {
            published.add(after);
        }
        if (step.transition()) {
            transitions.add(new FlagStore.Transition(
                    step.before() == null ? null : step.before().status(), after));
        }
    }

    /**
     * Adds the notice that has to be published of a flag, if there is one. The end of an episode is one only when the flag has been
     * clear for its hold: until then it may go on, and nobody would hear of it. While the flag is snoozed, nobody hears anything.
     */
    private void note(StoredFlag flag, Duration hold, Set<String> noticed) {
        Notice raised = Notice.of(flag, "raised");
        Notice cleared = Notice.of(flag, "cleared");
        FlagStatus status = flag.state().status();
        boolean quiet = state.maintenanceUntil() != null || flag.state().care().snooze() != null;
        if (flag.state().raising() == 0 || quiet) {
            return;
        }
        if (status == FlagStatus.RAISED && !noticed.contains(raised.id())) {
            notices.add(raised);
        } else if (status == FlagStatus.CLEAR
                && noticed.contains(raised.id())
                && !noticed.contains(cleared.id())
                && flag.state().clearedAt() != null) {
            Instant over = flag.state().clearedAt().plus(hold);
            if (state.now().isBefore(over)) {
                due(over);
            } else {
                notices.add(cleared);
            }
        }
    }

    /** A flag with the evidence of the figures as they are; the very same when they say nothing of its state. */
    static StoredFlag presently(CompiledPortfolio portfolio, FlagMapper mapper, PortfolioState state, StoredFlag flag) {
        AccountFacts facts = PortfolioFacts.of(
                state, portfolio.metricIds(), portfolio.bundle().catalogue());
        AccountResults results =
                portfolio.bundle().evaluate(List.of(facts), state.now()).getFirst();
        return new PortfolioVerdict(portfolio, mapper, state).presently(flag, results);
    }

    private StoredFlag presently(StoredFlag flag, AccountResults results) {
        ThresholdResult result = results.of(flag.state().thresholdId());
        Evidence evidence = result == null ? null : FlagTransition.presentEvidence(flag.state(), result);
        return evidence == null
                ? flag
                : new StoredFlag(flag.state(), flag.metric(), mapper.evidence(null, evidence, state.now()));
    }

    private void due(Instant at) {
        if (at != null && (dueAt == null || at.isBefore(dueAt))) {
            dueAt = at;
        }
    }
}
