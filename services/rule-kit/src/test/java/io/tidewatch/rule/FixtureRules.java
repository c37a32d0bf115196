package io.tidewatch.rule;

import io.tidewatch.metric.catalogue.Catalogue;
import io.tidewatch.rule.bundle.RuleBundle;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** The rules these tests are about. They are not the ones under rules/, so an analyst's edit breaks no test here. */
public final class FixtureRules {
    private static final RuleBundle BUNDLE = RuleBundle.read(folder());

    private FixtureRules() {}

    /** Their folder. */
    public static Path folder() {
        return Path.of("src/test/resources/rules");
    }

    /** The bundle of that folder. */
    public static RuleBundle bundle() {
        return BUNDLE;
    }

    /** The files of its catalogue: records, shared words and metrics; may be changed. */
    public static Map<String, String> catalogueFiles() {
        return new TreeMap<>(Catalogue.parse(BUNDLE.files()).files());
    }

    /** The bundle with some files replaced or added. */
    public static RuleBundle with(Map<String, String> changed) {
        Map<String, String> files = new TreeMap<>(BUNDLE.files());
        files.putAll(changed);
        return RuleBundle.of(files);
    }
}
