package io.tidewatch.benchmarks.rules;

import io.tidewatch.benchmarks.run.Bench;
import java.io.IOException;
import java.nio.file.Path;

/** `make bench-rules`: what judging costs. It fails if a result is wrong, and asserts nothing about time. */
public final class BenchRules {

    private final Bench bench;
    private final Path rules;
    private final int accounts = Integer.parseInt(Bench.setting("ACCOUNTS", "100000"));
    private final int swaps = Integer.parseInt(Bench.setting("SWAPS", "200"));

    private BenchRules(Bench bench) {
        this.bench = bench;
        this.rules = bench.suite().settings().checkout().rules();
    }

    /** Runs with the settings `ACCOUNTS` and `SWAPS` of the environment. */
    public static void main(String[] arguments) {
        Bench.run("rules", services -> services, bench -> new BenchRules(bench).measure());
    }

    private void measure() throws IOException {
        bench.describe("ACCOUNTS=" + accounts + " SWAPS=" + swaps + ", " + GeneratedRules.THRESHOLDS + " thresholds");
        core();
        swaps();
    }

    private void core() throws IOException {
        CoreSpeed.Result result = new CoreSpeed(accounts).measure(GeneratedRules.bundle(rules, GeneratedRules.BOUND));
        bench.show("%.1f thresholds crossed per account", result.raised());
        bench.show("%-44s %8.2f µs of CPU per account", "the core, nothing changes (JudgingCore.step)", result.step());
        bench.show("%-44s %8.2f µs", "its thresholds (CompiledBundle.evaluate)", result.evaluate());
        bench.show("%-44s %8.2f µs", "Java by hand from the same facts", result.byHand());
        bench.show("the core takes %.1f times as long as Java by hand", result.step() / result.byHand());
        require(result.same(), "The core and Java by hand do not raise the same flags");
    }

    private void swaps() throws IOException {
        Swaps.Result result = new Swaps(rules).swap(swaps);
        bench.show(
                "%d swaps under load: %,d accounts judged, %d wrong; metaspace %.1f MB after the first swaps, %.1f MB at the end",
                swaps, result.judged(), result.wrong(), result.metaspaceFirst(), result.metaspaceLast());
        require(result.judged() > 0 && result.wrong() == 0, "Accounts were judged wrongly while bundles were swapped");
    }

    private static void require(boolean right, String otherwise) {
        if (!right) {
            throw new IllegalStateException(otherwise);
        }
    }
}
