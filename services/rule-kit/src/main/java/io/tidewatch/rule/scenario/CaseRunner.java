package io.tidewatch.rule.scenario;

import io.tidewatch.metric.DayCount;
import io.tidewatch.rule.compile.CompiledBundle;
import io.tidewatch.rule.judging.AccountInput;
import io.tidewatch.rule.judging.AccountState;
import io.tidewatch.rule.judging.AccountStep;
import io.tidewatch.rule.judging.JudgingCore;
import io.tidewatch.rule.threshold.AccountFacts;
import io.tidewatch.rule.threshold.Evidence;
import io.tidewatch.rule.threshold.FlagState;
import io.tidewatch.rule.threshold.FlagStatus;
import io.tidewatch.rule.threshold.FlagTransition;
import io.tidewatch.rule.threshold.Level;
import io.tidewatch.rule.threshold.MetricValue;
import io.tidewatch.rule.threshold.Outcome;
import io.tidewatch.rule.threshold.ThresholdDefinition;
import io.tidewatch.rule.threshold.ThresholdResult;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Judges the accounts of cases, or the portfolio, by the same function as the service. A case does not wait: its account is one
 * whose values have been like this for so long that every minimum duration has passed and what is unknown is stale.
 */
final class CaseRunner {
    private static final Instant NOON = Instant.parse("2026-01-05T12:00:00Z");
    private static final String ACCOUNT = "account-of-the-case";

    private final CompiledBundle bundle;
    private final JudgingCore core;

    CaseRunner(CompiledBundle bundle) {
        this.bundle = bundle;
        this.core = new JudgingCore(bundle);
    }

    /**
     * What a case shows of one threshold.
     *
     * @param raised whether its flag is RAISED, because a rule fired or because it was raised before
     * @param fired whether a rule fired
     * @param unknown whether its flag is UNKNOWN
     * @param level of the flag; null when it has none
     * @param sentence the reason
     */
    record Seen(boolean raised, boolean fired, boolean unknown, Level level, String sentence) {
        boolean healthy() {
            return level == Level.HEALTHY;
        }

        /** Whether the case expects anything else of this threshold. */
        boolean differsFrom(ScenarioCase scenario, String id) {
            return scenario.raised().contains(id) != raised
                    || scenario.unknown() != null && scenario.unknown().contains(id) != unknown
                    || scenario.healthy() != null && scenario.healthy().contains(id) != healthy()
                    || wrongReason(scenario, id)
                    || wrongLevel(scenario, id);
        }

        boolean wrongReason(ScenarioCase scenario, String id) {
            String expected = scenario.because().get(id);
            return expected != null && fired && !expected.equals(sentence);
        }

        boolean wrongLevel(ScenarioCase scenario, String id) {
            Level expected = scenario.levels().get(id);
            return expected != null && raised && expected != level;
        }
    }

    /** Threshold id → what the case shows of it, of those that are wanted. */
    Map<String, Seen> run(ScenarioCase scenario, Predicate<String> wanted) {
        return run(scenario, wanted, scenario.before()::contains);
    }

    /** The same, where other thresholds were raised before. */
    Map<String, Seen> run(ScenarioCase scenario, Predicate<String> wanted, Predicate<String> raisedBefore) {
        List<FlagState> before = bundle.thresholds().stream()
                .map(threshold -> before(threshold, raisedBefore.test(threshold.id())))
                .toList();
        AccountInput account =
                new AccountInput(new AccountState(before, List.of()), facts(scenario), List.of(), List.of());
        AccountStep step = core.step(List.of(account), NOON).getFirst();
        Map<String, Seen> seen = new TreeMap<>();
        for (FlagState flag : step.after().flags()) {
            if (!wanted.test(flag.thresholdId())) {
                continue;
            }
            ThresholdResult result = step.results().of(flag.thresholdId());
            seen.put(
                    flag.thresholdId(),
                    new Seen(
                            flag.status() == FlagStatus.RAISED,
                            result.outcome() == Outcome.RAISE,
                            flag.status() == FlagStatus.UNKNOWN,
                            flag.level(),
                            result.evidence().sentence()));
        }
        return seen;
    }

    private AccountFacts facts(ScenarioCase scenario) {
        Map<String, MetricValue> values = new HashMap<>();
        scenario.values()
                .forEach((id, spec) -> values.put(
                        id,
                        spec.value(
                                bundle.catalogue().metric(id).orElseThrow(),
                                DayCount.dayOf(NOON),
                                DayCount.dayOf(NOON))));
        return new AccountFacts(ACCOUNT, scenario.attributes(), values);
    }

    /** The flag as it was raised, or was clear, until now; crossed or unknown for long, if the values are so. */
    private static FlagState before(ThresholdDefinition threshold, boolean raised) {
        FlagStatus status = raised ? FlagStatus.RAISED : FlagStatus.CLEAR;
        Level level = raised ? threshold.level() : null;
        return new FlagState(
                ACCOUNT,
                threshold.id(),
                status,
                status,
                level,
                level,
                threshold.question(),
                raised ? 1 : 0,
                1,
                NOON,
                null,
                NOON.minus(FlagTransition.STALE_AFTER),
                raised ? null : NOON.minus(threshold.minimumDuration()),
                null,
                Evidence.without("", threshold.id(), ""));
    }
}
