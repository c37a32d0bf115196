package io.tidewatch.rule.compile;

import io.tidewatch.spelling.Spelling;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.ToIntFunction;
import org.drools.drl.ast.descr.AnnotationDescr;
import org.drools.drl.ast.descr.RuleDescr;

/**
 * The annotations of one rule.
 *
 * @param values name → value
 * @param lines name → line of the parsed text
 */
record RuleAnnotations(Map<String, String> values, Map<String, Integer> lines) {
    private static final int LONGEST = 500;

    /**
     * Reads and checks the annotations of a rule.
     *
     * @param lineOf annotation → its line; the parser knows none
     * @throws NotAllowedException when one is missing, not allowed, or has a value that it cannot have
     */
    static RuleAnnotations read(RuleDescr rule, RuleForm form, ToIntFunction<String> lineOf) {
        RuleAnnotations read = new RuleAnnotations(new LinkedHashMap<>(), new LinkedHashMap<>());
        for (AnnotationDescr annotation : rule.getAnnotations()) {
            String name = annotation.getName();
            int line = lineOf.applyAsInt(name);
            read.values.put(name, value(annotation, form, line));
            read.lines.put(name, line);
        }
        List<String> missing = form.required().stream()
                .filter(required -> !read.values.containsKey(required))
                .sorted()
                .toList();
        if (!missing.isEmpty()) {
            throw new NotAllowedException(
                    rule.getLine(),
                    "The rule '" + rule.getName() + "' must also have @" + String.join(", @", missing) + ".",
                    null);
        }
        return read;
    }

    private static String value(AnnotationDescr annotation, RuleForm form, int line) {
        String name = annotation.getName();
        if (!form.annotations().contains(name)) {
            throw new NotAllowedException(
                    line,
                    "The annotation @" + name + " is not allowed here; allowed are " + new TreeSet<>(form.annotations())
                            + ".",
                    Spelling.closest(name, form.annotations()));
        }
        if (annotation.isDuplicated()) {
            throw new NotAllowedException(line, "@" + name + " appears more than once in this rule.", null);
        }
        if (!annotation.hasValue() || annotation.getValueMap().size() != 1) {
            throw new NotAllowedException(line, "@" + name + " must have exactly one value.", null);
        }
        String value = DecisionTable.restored(stripped(String.valueOf(annotation.getSingleValue())));
        List<String> words = form.closedWords(name);
        if (!words.isEmpty() && !words.contains(value)) {
            throw new NotAllowedException(
                    line,
                    "@" + name + " cannot be '" + value + "'; it must be one of " + String.join(", ", words) + ".",
                    Spelling.closest(value, words));
        }
        if (value.length() > LONGEST) {
            throw new NotAllowedException(line, "@" + name + " must have at most " + LONGEST + " characters.", null);
        }
        return value;
    }

    private static String stripped(String value) {
        String text = value.strip();
        boolean quoted = text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"");
        return quoted ? text.substring(1, text.length() - 1) : text;
    }
}
