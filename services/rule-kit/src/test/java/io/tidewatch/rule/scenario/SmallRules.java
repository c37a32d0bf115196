package io.tidewatch.rule.scenario;

import io.tidewatch.rule.FixtureRules;
import io.tidewatch.rule.bundle.RuleBundle;
import io.tidewatch.rule.compile.BundleCompiler;
import io.tidewatch.rule.compile.CompiledBundle;
import java.util.Map;
import java.util.function.BiFunction;

/** Bundles of one threshold file and one scenario file. */
final class SmallRules {
    private SmallRules() {}

    static String rule(String name, String id, String level, String more, String conditions) {
        return """
                rule "%s" @threshold("%s") @level("%s") @question("GROW") @because("x") %s
                when
                    $account : Account( %s )
                then
                    flags.raise($account, "%s");
                end
                """.formatted(name, id, level, more, conditions, id);
    }

    /** What is found in a bundle with these rules and scenarios. */
    static <T> T with(String rules, String scenarios, BiFunction<RuleBundle, CompiledBundle, T> find) {
        Map<String, String> files = FixtureRules.catalogueFiles();
        files.put(
                rules.startsWith("RuleSet") ? "thresholds/seats.drl.csv" : "thresholds/seats.drl",
                rules.startsWith("RuleSet") ? rules : "package rules;\n" + rules);
        files.put("scenarios/seats.yaml", scenarios);
        RuleBundle bundle = RuleBundle.of(files);
        try (CompiledBundle compiled = new BundleCompiler().compile(bundle)) {
            return find.apply(bundle, compiled);
        }
    }
}
