package io.tidewatch.rule;

import io.tidewatch.rule.bundle.RuleBundle;
import java.util.Map;
import java.util.TreeMap;

/** A file for each construct of the style guide. Together with the files of the fixture they are one bundle. */
public final class HarmlessRules {
    private static final Map<String, String> FILES =
            RuleBundle.read(FixtureRules.folder().resolveSibling("harmless")).files();

    private HarmlessRules() {}

    /** Path in the bundle → text, without those of the fixture. */
    public static Map<String, String> files() {
        return FILES;
    }

    /** All of them, and those of the fixture; may be changed. */
    public static Map<String, String> withFixture() {
        Map<String, String> all = new TreeMap<>(FixtureRules.bundle().files());
        all.putAll(FILES);
        return all;
    }
}
