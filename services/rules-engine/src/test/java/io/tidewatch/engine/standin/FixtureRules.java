package io.tidewatch.engine.standin;

import io.tidewatch.rule.bundle.RuleBundle;
import java.nio.file.Path;

/** The rules that these tests judge with. The analysts' folder is not read: an edit there breaks no test here. */
public final class FixtureRules {

    private FixtureRules() {}

    /** Where they lie. */
    public static Path folder() {
        return Path.of("src/test/resources/rules").toAbsolutePath();
    }

    /** Their files. */
    public static RuleBundle bundle() {
        return RuleBundle.read(folder());
    }
}
