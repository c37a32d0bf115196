package io.tidewatch.rule.compile;

import java.util.List;
import java.util.function.BiConsumer;
import org.drools.drl.ast.descr.BaseDescr;
import org.drools.drl.ast.descr.PackageDescr;

/** What stands in a file beside its rules: nothing of it is allowed. */
final class PackageCheck {
    private final PackageDescr parsed;
    private final String[] lines;
    private final BiConsumer<Integer, String> problem;

    /**
     * A check.
     *
     * @param lines of the file
     * @param problem gets the line and the sentence of each problem
     */
    PackageCheck(PackageDescr parsed, String[] lines, BiConsumer<Integer, String> problem) {
        this.parsed = parsed;
        this.lines = lines;
        this.problem = problem;
    }

    /** Refuses each of them; {@code service} is the object that consequences may use. */
    void check(String service) {
        if (!"rules".equals(parsed.getName())) {
            problem.accept(lineBeginningWith("package"), "The file must begin with 'package rules;'.");
        }
        refuse(
                parsed.getImports(),
                "An import is not allowed; delete the line. Account and the other facts are available without it.");
        refuse(
                parsed.getFunctionImports(),
                "An import of a function is not allowed; rules call nothing. Delete the line.");
        refuse(
                parsed.getAccumulateImports(),
                "An import of an accumulate function is not allowed: it runs code while rules are compiled. What is"
                        + " counted or summed up belongs in a metric.");
        refuse(
                parsed.getGlobals(),
                "A global is not allowed; delete the line. '" + service + "' is available without it.");
        refuse(
                parsed.getFunctions(),
                "A function is not allowed; write the comparison in the pattern, and what must be calculated in a metric.");
        refuse(
                parsed.getTypeDeclarations(),
                "'declare' is not allowed; the facts come from the metric catalogue. Use their properties, which FACTS.md lists.");
        refuse(
                parsed.getEnumDeclarations(),
                "'declare enum' is not allowed: its arguments are code. Compare with the text itself, such as \"GOLD\".");
        refuse(List.copyOf(parsed.getEntryPointDeclarations()), "An entry point is not allowed; delete the line.");
        refuse(
                List.copyOf(parsed.getWindowDeclarations()),
                "A window is not allowed; the period of a metric says which days count.");
        refuse(parsed.getAttributes(), "An attribute for the whole file is not allowed; delete the line.");
        if (parsed.getUnit() != null) {
            problem.accept(lineBeginningWith("unit"), "A rule unit is not allowed; delete the line.");
        }
    }

    private void refuse(List<? extends BaseDescr> found, String sentence) {
        for (BaseDescr descr : found) {
            problem.accept(Math.max(descr.getLine(), 1), sentence);
        }
    }

    private int lineBeginningWith(String word) {
        for (int line = 1; line <= lines.length; line++) {
            if (lines[line - 1].strip().startsWith(word)) {
                return line;
            }
        }
        return 1;
    }
}
