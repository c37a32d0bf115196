package io.tidewatch.benchmarks.rules;

import io.tidewatch.rule.bundle.RuleBundle;
import io.tidewatch.rule.compile.AccountResults;
import io.tidewatch.rule.compile.BundleCompiler;
import io.tidewatch.rule.compile.CompiledBundle;
import io.tidewatch.rule.judging.AccountInput;
import io.tidewatch.rule.judging.AccountState;
import io.tidewatch.rule.judging.AccountStep;
import io.tidewatch.rule.judging.JudgingCore;
import io.tidewatch.rule.threshold.AccountFacts;
import io.tidewatch.rule.threshold.FlagStatus;
import io.tidewatch.rule.threshold.MetricValue;
import io.tidewatch.rule.threshold.Outcome;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Processor time per account of the judging core in one thread, for accounts that were judged before and have not changed since, and of
 * Java written by hand that decides the same from the same facts.
 */
final class CoreSpeed {

    /** What is judged over and over until the accounts that were asked for are reached: more would only measure the memory. */
    static final int DISTINCT = 5_000;

    private static final int WARM_UP = 100;
    private static final int TOGETHER = 500;
    private static final Instant NOW = Instant.parse("2026-06-30T10:00:00Z");
    private static final LocalDate DAY = LocalDate.of(2026, 6, 30);

    private final int accounts;
    private List<AccountFacts> facts;

    CoreSpeed(int accounts) {
        this.accounts = accounts;
    }

    /**
     * Microseconds of processor time per account, the median of the rounds.
     *
     * @param step the whole core, when nothing changes
     * @param evaluate only the thresholds
     * @param byHand Java
     * @param raised how many thresholds an account crosses, on average
     * @param same whether all three raise the same
     * @param outcomes the first letters of all outcomes (R, C or U), by account and threshold
     */
    record Result(double step, double evaluate, double byHand, double raised, boolean same, String outcomes) {}

    Result measure(RuleBundle rules) {
        try (CompiledBundle bundle = new BundleCompiler().compile(rules)) {
            GeneratedFacts generated = new GeneratedFacts(DAY);
            facts = IntStream.range(0, DISTINCT)
                    .mapToObj(number -> generated.account(number).in(bundle.order()))
                    .toList();
            JudgingCore core = new JudgingCore(bundle);
            List<List<AccountInput>> judged = judgedBefore(core);
            Measured<Integer> step = measured(() -> step(core, judged));
            Measured<List<BitSet>> evaluate = measured(() -> evaluate(bundle));
            Measured<List<BitSet>> byHand = measured(this::byHand);
            boolean same = evaluate.last.equals(byHand.last) && flags(judged).equals(byHand.last) && step.last == 0;
            double raised =
                    byHand.last.stream().mapToInt(BitSet::cardinality).average().orElse(0);
            return new Result(step.micros, evaluate.micros, byHand.micros, raised, same, outcomes(bundle));
        }
    }

    private List<List<AccountInput>> judgedBefore(JudgingCore core) {
        List<List<AccountInput>> judged = new ArrayList<>();
        for (List<AccountFacts> some : together()) {
            List<AccountInput> inputs = some.stream()
                    .map(account -> new AccountInput(AccountState.NEW, account, List.of(), List.of()))
                    .toList();
            List<AccountStep> steps = core.step(inputs, NOW);
            judged.add(IntStream.range(0, some.size())
                    .mapToObj(
                            index -> new AccountInput(steps.get(index).after(), some.get(index), List.of(), List.of()))
                    .toList());
        }
        return judged;
    }

    private List<List<AccountFacts>> together() {
        return IntStream.range(0, DISTINCT / TOGETHER)
                .mapToObj(part -> facts.subList(part * TOGETHER, (part + 1) * TOGETHER))
                .toList();
    }

    /** How many accounts changed: none. */
    private static int step(JudgingCore core, List<List<AccountInput>> judged) {
        int changed = 0;
        for (List<AccountInput> some : judged) {
            for (AccountStep step : core.step(some, NOW)) {
                changed += step.flags().isEmpty() && step.runs().isEmpty() ? 0 : 1;
            }
        }
        return changed;
    }

    private List<BitSet> evaluate(CompiledBundle bundle) {
        List<BitSet> raised = new ArrayList<>();
        for (List<AccountFacts> some : together()) {
            var results = bundle.evaluate(some, NOW);
            for (int index = 0; index < some.size(); index++) {
                BitSet own = new BitSet(GeneratedRules.THRESHOLDS);
                for (int threshold = 0; threshold < GeneratedRules.THRESHOLDS; threshold++) {
                    if (results.get(index).outcome(threshold) == Outcome.RAISE) {
                        own.set(threshold);
                    }
                }
                raised.add(own);
            }
        }
        return raised;
    }

    private String outcomes(CompiledBundle bundle) {
        StringBuilder letters = new StringBuilder(DISTINCT * GeneratedRules.THRESHOLDS);
        for (AccountResults results : bundle.evaluate(facts, NOW)) {
            for (int threshold = 0; threshold < GeneratedRules.THRESHOLDS; threshold++) {
                letters.append(results.outcome(threshold).name().charAt(0));
            }
        }
        return letters.toString();
    }

    private List<BitSet> byHand() {
        List<BitSet> raised = new ArrayList<>();
        for (AccountFacts account : facts) {
            BitSet own = new BitSet(GeneratedRules.THRESHOLDS);
            for (int index = 0; index < GeneratedRules.THRESHOLDS; index++) {
                if (account.metricAt(index) instanceof MetricValue.Known known
                        && known.value() >= GeneratedRules.BOUND) {
                    own.set(index);
                }
            }
            raised.add(own);
        }
        return raised;
    }

    private static List<BitSet> flags(List<List<AccountInput>> judged) {
        return judged.stream()
                .flatMap(List::stream)
                .map(account -> {
                    BitSet own = new BitSet(GeneratedRules.THRESHOLDS);
                    account.state().flags().stream()
                            .filter(flag -> flag.status() == FlagStatus.RAISED)
                            .forEach(flag ->
                                    own.set(Integer.parseInt(flag.thresholdId().substring(7, 9))));
                    return own;
                })
                .toList();
    }

    private record Measured<T>(double micros, T last) {}

    private <T> Measured<T> measured(Supplier<T> work) {
        for (int round = 0; round < WARM_UP; round++) {
            work.get();
        }
        double[] micros = new double[Math.max(1, accounts / DISTINCT)];
        T last = null;
        for (int round = 0; round < micros.length; round++) {
            long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            last = work.get();
            micros[round] = (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before) / 1e3 / DISTINCT;
        }
        Arrays.sort(micros);
        return new Measured<>(micros[micros.length / 2], last);
    }
}
