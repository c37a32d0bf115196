package io.tidewatch.benchmarks.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.rule.compile.BundleCompiler;
import io.tidewatch.rule.compile.CompiledBundle;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What no other test would notice: that the benchmarks can still measure with their rules. */
class GeneratedRulesTest {

    @Test
    void theCompilerAcceptsTheRulesOfTheBenchmark() throws IOException {
        Path rules = Path.of(System.getProperty("api-specs")).resolveSibling("rules");
        try (CompiledBundle bundle = new BundleCompiler().compile(GeneratedRules.bundle(rules, GeneratedRules.BOUND))) {
            assertThat(bundle.thresholds()).hasSize(GeneratedRules.THRESHOLDS);
        }
    }
}
