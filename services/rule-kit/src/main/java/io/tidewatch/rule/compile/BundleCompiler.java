package io.tidewatch.rule.compile;

import io.tidewatch.rule.bundle.RuleBundle;

/**
 * Checks and compiles rule bundles. Thread-safe; one compilation runs at a time, the others wait. Compiling takes seconds
 * the first time in a JVM: keep it off the request path.
 */
public final class BundleCompiler {
    /** A compiler with a time limit of one minute per bundle. */
    public BundleCompiler() {}

    /**
     * Compiles a bundle. Nothing of it runs before every check has passed.
     *
     * @throws io.tidewatch.rule.bundle.BundleRefusedException with every problem found, by file and line
     */
    public CompiledBundle compile(RuleBundle bundle) {
        throw new UnsupportedOperationException();
    }
}
