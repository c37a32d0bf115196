package io.tidewatch.benchmarks.rules;

import io.tidewatch.rule.compile.BundleCompiler;
import io.tidewatch.rule.compile.CompiledBundle;
import io.tidewatch.rule.threshold.AccountFacts;
import io.tidewatch.rule.threshold.Outcome;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

/** Compiles bundles and swaps them while a thread judges all the time; the bundle before is disposed of at once, as in the service. */
final class Swaps {

    private static final int ACCOUNTS = 500;
    private static final int WARM_UP = 20;
    private static final Instant NOW = Instant.parse("2026-06-30T10:00:00Z");

    private final Path rules;
    private final List<AccountFacts> facts = IntStream.range(0, ACCOUNTS)
            .mapToObj(new GeneratedFacts(LocalDate.of(2026, 6, 30))::account)
            .toList();
    private final AtomicReference<Active> active = new AtomicReference<>();
    private final AtomicBoolean end = new AtomicBoolean();
    private final AtomicLong judged = new AtomicLong();
    private final AtomicLong wrong = new AtomicLong();

    Swaps(Path rules) {
        this.rules = rules;
    }

    /** A bundle with its bound: each has another one, so that a result says by which bundle it was judged. */
    private record Active(CompiledBundle bundle, int bound) {}

    /**
     * How it went.
     *
     * @param judged accounts that were judged meanwhile
     * @param wrong accounts whose flags are not those of the bundle that judged them
     * @param metaspaceFirst megabytes after twenty swaps
     * @param metaspaceLast megabytes after all
     */
    record Result(long judged, long wrong, double metaspaceFirst, double metaspaceLast) {}

    Result swap(int times) throws IOException {
        swapTo(0);
        Thread judging = Thread.ofPlatform()
                .name("judging")
                .uncaughtExceptionHandler((thread, failure) -> wrong.incrementAndGet())
                .start(this::judge);
        double first = 0;
        try {
            for (int swap = 1; swap <= times; swap++) {
                swapTo(swap);
                if (swap == Math.min(WARM_UP, times)) {
                    first = metaspace();
                }
            }
        } finally {
            end.set(true);
        }
        join(judging);
        double last = metaspace();
        active.get().bundle.dispose();
        return new Result(judged.get(), wrong.get(), first, last);
    }

    private void swapTo(int swap) throws IOException {
        int bound = GeneratedRules.BOUND - swap % 40;
        Active next = new Active(new BundleCompiler().compile(GeneratedRules.bundle(rules, bound)), bound);
        Active before = active.getAndSet(next);
        if (before != null) {
            before.bundle.dispose();
        }
    }

    private void judge() {
        while (!end.get()) {
            Active now = active.get();
            try {
                wrong.addAndGet(wrong(now));
                judged.addAndGet(ACCOUNTS);
            } catch (IllegalStateException disposed) {
                if (active.get() == now) {
                    throw disposed;
                }
            }
        }
    }

    private long wrong(Active now) {
        var results = now.bundle.evaluate(facts, NOW);
        long different = 0;
        for (int account = 0; account < ACCOUNTS; account++) {
            double[] values = GeneratedFacts.values(account);
            for (int threshold = 0; threshold < GeneratedRules.THRESHOLDS; threshold++) {
                Outcome outcome = results.get(account).outcome(threshold);
                Outcome right = Double.isNaN(values[threshold])
                        ? Outcome.UNKNOWN
                        : values[threshold] >= now.bound ? Outcome.RAISE : Outcome.CLEAR;
                if (outcome != right) {
                    different++;
                    break;
                }
            }
        }
        return different;
    }

    private static double metaspace() {
        System.gc();
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                        .filter(pool -> pool.getName().equals("Metaspace"))
                        .map(MemoryPoolMXBean::getUsage)
                        .mapToLong(usage -> usage.getUsed())
                        .sum()
                / 1e6;
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", interrupted);
        }
    }
}
