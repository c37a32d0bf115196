package io.tidewatch.rule;

import io.tidewatch.rule.bundle.RuleBundle;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** The rules this repository ships. */
public final class ShippedRules {
    private ShippedRules() {}

    /** Their folder. */
    public static Path folder() {
        return Path.of(System.getProperty("rules.folder", "../../rules"));
    }

    /** The bundle of that folder. */
    public static RuleBundle bundle() {
        return RuleBundle.read(folder());
    }

    /** The bundle with some files replaced or added. */
    public static RuleBundle with(Map<String, String> changed) {
        Map<String, String> files = new TreeMap<>(bundle().files());
        files.putAll(changed);
        return RuleBundle.of(files);
    }
}
