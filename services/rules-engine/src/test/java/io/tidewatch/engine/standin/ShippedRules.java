package io.tidewatch.engine.standin;

import io.tidewatch.rule.bundle.RuleBundle;
import java.nio.file.Path;

/** The rules that come with Tidewatch; the system property {@code rules.folder} names others to try out. */
public final class ShippedRules {

    private ShippedRules() {}

    /** Where they lie. */
    public static Path folder() {
        return Path.of(System.getProperty("rules.folder", "../../rules"))
                .toAbsolutePath()
                .normalize();
    }

    /** Their files. */
    public static RuleBundle bundle() {
        return RuleBundle.read(folder());
    }
}
