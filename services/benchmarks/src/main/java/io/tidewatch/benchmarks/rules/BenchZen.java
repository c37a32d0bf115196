package io.tidewatch.benchmarks.rules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidewatch.benchmarks.run.Bench;
import io.tidewatch.rule.bundle.RuleBundle;
import io.tidewatch.suite.FolderTree;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * `make bench-zen`: the same thresholds for the same accounts with the ZEN engine, by its package for Node.js. It fails if the outcomes
 * differ, and asserts nothing about time.
 */
public final class BenchZen {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Bench bench;

    private BenchZen(Bench bench) {
        this.bench = bench;
    }

    /** Runs; the accounts are those of {@link BenchRules}. */
    public static void main(String[] arguments) {
        Bench.run("zen", services -> services, bench -> new BenchZen(bench).measure());
    }

    private void measure() throws IOException {
        bench.describe("accounts=" + CoreSpeed.DISTINCT + ", " + GeneratedRules.THRESHOLDS + " thresholds");
        Path folder = bench.folder().resolve("zen");
        FolderTree.copy(
                bench.suite().settings().checkout().service("benchmarks").resolve("zen"), folder);
        bench.progress().say("Installing the ZEN engine …");
        run(folder, "npm", "install", "--silent", "--no-audit", "--no-fund", "--no-package-lock");
        Files.writeString(folder.resolve("decisions.json"), decisions().toString());
        bench.progress().say("Deciding with the ZEN engine …");
        JsonNode zen = JSON.readTree(run(folder, "node", "decide.mjs", "decisions.json"));

        RuleBundle rules =
                GeneratedRules.bundle(bench.suite().settings().checkout().rules(), GeneratedRules.BOUND);
        CoreSpeed.Result core = new CoreSpeed(CoreSpeed.DISTINCT * 20).measure(rules);
        bench.figure("%-52s %9s %9s %9s", "µs per account", "CPU", "elapsed", "times");
        bench.figure(
                "%-52s %9.2f %9s %9s", "thresholds of the core (CompiledBundle.evaluate)", core.evaluate(), "", "1");
        row("ZEN, a row of a decision table per bound and unknown", zen.path("table"), core);
        row("ZEN, an expression per threshold", zen.path("expressions"), core);
        for (String form : List.of("table", "expressions")) {
            if (!zen.path(form).path("outcomes").asText().equals(core.outcomes())) {
                throw new IllegalStateException("The " + form + " of the ZEN engine do not decide as the core does.");
            }
        }
        bench.figure("all outcomes are the same");
    }

    private void row(String what, JsonNode zen, CoreSpeed.Result core) {
        double cpu = zen.path("cpu").asDouble();
        bench.figure("%-52s %9.2f %9.2f %9.1f", what, cpu, zen.path("elapsed").asDouble(), cpu / core.evaluate());
    }

    /** The bound, the names that rules use, and the values of each account; null where unknown. */
    private static ObjectNode decisions() {
        ObjectNode decisions = JSON.createObjectNode().put("bound", GeneratedRules.BOUND);
        ArrayNode metrics = decisions.putArray("metrics");
        for (int index = 0; index < GeneratedRules.THRESHOLDS; index++) {
            metrics.add(GeneratedRules.property(index));
        }
        ArrayNode accounts = decisions.putArray("accounts");
        for (int number = 0; number < CoreSpeed.DISTINCT; number++) {
            ArrayNode values = accounts.addArray();
            for (double value : GeneratedFacts.values(number)) {
                values.add(Double.isNaN(value) ? null : (Double) value);
            }
        }
        return decisions;
    }

    /** What a command prints; its errors are shown. */
    private static String run(Path folder, String... command) throws IOException {
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectError(Redirect.INHERIT)
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IllegalStateException(String.join(" ", command) + " failed with status " + process.exitValue()
                        + "; Node.js with npm is needed, and a registry that has the package.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", e);
        }
        return printed;
    }
}
