package io.tidewatch.rule.compile;

import io.tidewatch.rule.HarmlessRules;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The class files of harmless rules, as Drools writes them. */
final class CompiledClasses {
    /** Those of all harmless rules of accounts. */
    static final Map<String, byte[]> OF_HARMLESS_RULES = compile(false, allFiles());

    /** Those of the harmless rules of the portfolio. */
    static final Map<String, byte[]> OF_THE_PORTFOLIO = compile(true, allFiles());

    /** Those of some rules: a few of each kind. */
    static final Map<String, byte[]> OF_SOME_RULES = compile(
            false,
            List.of(
                    "thresholds/less.drl",
                    "thresholds/equal-text.drl",
                    "thresholds/or.drl",
                    "thresholds/clear-with-a-text.drl",
                    "thresholds/flag-attribute.drl",
                    "playbooks/judgement-of-a-touchpoint.drl",
                    "playbooks/judgement-of-two-touchpoints.drl",
                    "playbooks/harmless-plan.drl"));

    private CompiledClasses() {}

    private static List<String> allFiles() {
        return HarmlessRules.files().keySet().stream()
                .filter(file -> file.endsWith(".drl") || file.endsWith(".csv"))
                .toList();
    }

    private static Map<String, byte[]> compile(boolean ofPortfolio, List<String> files) {
        Map<String, byte[]> classes = new TreeMap<>();
        Vocabulary words = HarmlessWords.VOCABULARY;
        DroolsBuild build = new DroolsBuild(ofPortfolio ? words.ofPortfolio() : words);
        for (boolean thresholds : new boolean[] {true, false}) {
            List<RuleSource> alike = HarmlessWords.rules(files).stream()
                    .filter(rule -> rule.isOfPortfolio() == ofPortfolio && rule.isThreshold() == thresholds)
                    .toList();
            if (!alike.isEmpty()) {
                DroolsBuild.Built built = build.compile(GeneratedSources.rules(alike));
                build.discard(built.releaseId());
                classes.putAll(built.classes());
            }
        }
        return Collections.unmodifiableMap(classes);
    }
}
