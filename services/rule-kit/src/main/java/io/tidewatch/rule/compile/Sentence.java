package io.tidewatch.rule.compile;

import io.tidewatch.metric.reading.ProblemList;
import io.tidewatch.spelling.Spelling;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The reason of a flag in plain words, as the rule's @because writes it. {@code {property}} becomes the value with its
 * unit; {@code {property.outreach}} becomes what we tried since the anchor of an age.
 */
record Sentence(String template) {
    private static final Pattern PLACE = Pattern.compile("\\{([A-Za-z][A-Za-z0-9]*)(\\.[A-Za-z]+)?}");

    private static final Pattern TAG = Pattern.compile("</?[A-Za-z][^<>]*>");

    /** A value and its details, for one property. */
    record Filling(String display, Map<String, Long> details) {}

    /** Reads @because of a rule and checks what it names. */
    static Sentence read(RuleSource rule, Vocabulary vocabulary, ProblemList problems) {
        String template = rule.metadata().get("because");
        Set<String> readable = new TreeSet<>(rule.patterns().getFirst().reads());
        vocabulary.fact(rule.subject()).values().stream()
                .filter(property -> !property.bands().isEmpty() && readable.contains(property.read()))
                .map(Property::name)
                .toList()
                .forEach(readable::add);
        Matcher place = PLACE.matcher(template);
        while (place.find()) {
            if (!readable.contains(place.group(1))) {
                rule.problem(
                        problems,
                        "because",
                        "@because names '" + place.group(1) + "', which the rule does not read.",
                        readable.size() == 1 ? readable.iterator().next() : Spelling.closest(place.group(1), readable));
            } else if (place.group(2) != null && !place.group(2).equals(".outreach")) {
                rule.problem(
                        problems, "because", "@because allows only {property} and {property.outreach}.", "outreach");
            }
        }
        if (PLACE.matcher(template).replaceAll("").matches(".*[{}].*")) {
            rule.problem(
                    problems,
                    "because",
                    "@because shows a value as {property}, with one pair of brackets around the name.",
                    readable.isEmpty() ? null : "{" + readable.iterator().next() + "}");
        }
        Matcher tag = TAG.matcher(template);
        if (tag.find()) {
            rule.problem(
                    problems,
                    "because",
                    "@because is plain text: people would read '" + tag.group() + "' as it is written. Delete it.",
                    null);
        }
        return new Sentence(template);
    }

    /** The properties whose values it shows. */
    Stream<String> properties() {
        return PLACE.matcher(template).results().map(place -> place.group(1));
    }

    /** The sentence with its values. */
    String filled(Function<String, Filling> values) {
        return PLACE.matcher(template).replaceAll(place -> {
            Filling filling = values.apply(place.group(1));
            return Matcher.quoteReplacement(
                    place.group(2) == null
                            ? filling.display()
                            : outreach(filling.details().get("unansweredOutreach")));
        });
    }

    private static String outreach(Long tries) {
        if (tries == null) {
            return "our attempts to reach them are not recorded";
        }
        if (tries == 0) {
            return "nobody wrote";
        }
        return tries == 1 ? "we wrote once without an answer" : "we wrote " + tries + " times without an answer";
    }
}
