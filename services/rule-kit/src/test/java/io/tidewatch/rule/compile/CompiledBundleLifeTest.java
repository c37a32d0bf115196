package io.tidewatch.rule.compile;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.rule.FixtureRules;
import io.tidewatch.rule.threshold.AccountFacts;
import io.tidewatch.rule.threshold.MetricValue;
import io.tidewatch.rule.threshold.Outcome;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class CompiledBundleLifeTest {
    private static final Instant NOW = Instant.parse("2026-06-30T10:00:00Z");

    @Test
    void manyThreadsJudgeWhileBundlesAreSwapped() throws Exception {
        AtomicReference<CompiledBundle> active = new AtomicReference<>(compile(">= 30"));
        List<AccountFacts> accounts = new ArrayList<>();
        for (int index = 0; index < 250; index++) {
            MetricValue age = new MetricValue.Age(LocalDate.of(2026, 6, 30).minusDays(index % 60), null, Map.of());
            accounts.add(new AccountFacts("a" + index, Map.of(), Map.of("days-since-executive-contact", age)));
        }
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            List<Future<Integer>> judging = new ArrayList<>();
            for (int thread = 0; thread < 3; thread++) {
                judging.add(threads.submit(judgeUntilSwapped(active, accounts)));
            }
            CompiledBundle before = active.getAndSet(compile(">= 40"));
            before.dispose();
            for (Future<Integer> future : judging) {
                assertThat(future.get(60, TimeUnit.SECONDS)).isPositive();
            }
        } finally {
            threads.shutdownNow();
            active.get().dispose();
        }
    }

    /** Judges until the second bundle is active; every answer must be wholly that of one bundle. */
    private static Callable<Integer> judgeUntilSwapped(
            AtomicReference<CompiledBundle> active, List<AccountFacts> accounts) {
        return () -> {
            int rounds = 0;
            while (true) {
                CompiledBundle bundle = active.get();
                try {
                    long raised = bundle.evaluate(accounts, NOW).stream()
                            .flatMap(List::stream)
                            .filter(result -> result.outcome() == Outcome.RAISE)
                            .count();
                    // 250 accounts with ages 0 to 59: 120 of them at least 30 days, 80 at least 40.
                    assertThat(raised).isIn(120L, 80L);
                    rounds++;
                    if (raised == 80) {
                        return rounds;
                    }
                } catch (IllegalStateException disposed) {
                    assertThat(active.get()).isNotSameAs(bundle);
                }
            }
        };
    }

    private static CompiledBundle compile(String bound) {
        String file = "thresholds/executive-silence.drl";
        String text = FixtureRules.bundle().files().get(file).replace(">= 30", bound);
        return new BundleCompiler().compile(FixtureRules.with(Map.of(file, text)));
    }
}
