package io.tidewatch.rule.compile;

import io.tidewatch.metric.catalogue.Catalogue;
import io.tidewatch.metric.catalogue.MetricDefinition;
import io.tidewatch.metric.reading.ProblemList;
import io.tidewatch.spelling.Spelling;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The metrics that messages can show by their property: {@code {metric.powerUserPercentage}}, and
 * {@code {#if metric.powerUserPercentage}} where a text is only for known values. In a compiled message the first is
 * {@code {metric.powerUserPercentage.text}} and the second asks for {@code .known}, which is how notification-dispatch gets them.
 */
final class MessageMetrics {
    /** The first word of the path of a metric. */
    static final String METRIC = "metric";

    private static final String EXPLANATION = "explanation";
    private static final Pattern PATH = Pattern.compile("metric\\.([a-zA-Z0-9]+)(\\.explanation)?");
    private static final Pattern SHOWN = Pattern.compile("\\{metric\\.([a-zA-Z0-9]+)}");
    private static final Pattern CONDITION = Pattern.compile("\\{#if [^{}]*}");
    private static final Pattern ASKED = Pattern.compile("\\bmetric\\.([a-zA-Z0-9]+)(?![a-zA-Z0-9.])");
    private static final Pattern NAMED = Pattern.compile("\\{[^{}]*}");

    /** Property → id. */
    private final Map<String, String> ids = new TreeMap<>();

    private final UnreadableMetrics unreadable;

    MessageMetrics(Catalogue catalogue) {
        unreadable = UnreadableMetrics.ofAccounts(catalogue);
        catalogue.tracked().stream().filter(MetricDefinition::ofAccounts).forEach(metric -> {
            ids.put(metric.property(), metric.id());
            metric.bandProperty().ifPresent(band -> ids.put(band, metric.id()));
        });
    }

    /** Whether a path of a message is about a metric. */
    static boolean isMetric(String path) {
        return path.equals(METRIC) || path.startsWith(METRIC + ".");
    }

    /** A property that messages can show. */
    String example() {
        return ids.isEmpty() ? "arr" : ids.keySet().iterator().next();
    }

    /** Whether the path names a metric of the bundle; adds a problem when not. */
    boolean check(String path, String file, int line, ProblemList problems) {
        Matcher parts = PATH.matcher(path);
        if (parts.matches() && ids.containsKey(parts.group(1))) {
            return true;
        }
        // Without what is read of the metric: {metric.arr.explanation} is about arr.
        String name = path.substring(METRIC.length()).replaceFirst("^\\.([^.]*).*", "$1");
        String reason = ids.containsKey(name) ? null : unreadable.reason(name);
        String meant = reason == null ? Spelling.closest(name, ids.keySet()) : null;
        String detail;
        if (name.isEmpty()) {
            detail = "{metric} must name the metric to show, e.g. {metric." + example() + "}.";
        } else if (reason != null) {
            detail = reason;
        } else if (ids.containsKey(name)) {
            detail = "A metric has only '" + EXPLANATION + "', which says what its value is made of.";
        } else {
            detail = "The bundle tracks no metric '" + name + "' of an account.";
        }
        problems.add(file, line, detail, meant == null ? null : METRIC + "." + meant);
        return false;
    }

    /** The text as notification-dispatch renders it. */
    static String compiled(String text) {
        String shown = SHOWN.matcher(text).replaceAll("{metric.$1.text}");
        return CONDITION
                .matcher(shown)
                .replaceAll(condition -> Matcher.quoteReplacement(
                        ASKED.matcher(condition.group()).replaceAll("metric.$1.known")));
    }

    /** The ids of the metrics that the texts name, each once, sorted. */
    List<String> named(String... texts) {
        return Stream.of(texts)
                .flatMap(text -> NAMED.matcher(text).results())
                .flatMap(part -> Pattern.compile("\\bmetric\\.([a-zA-Z0-9]+)")
                        .matcher(part.group())
                        .results())
                .map(found -> ids.get(found.group(1)))
                // A name that no metric has is reported where the message is read.
                .filter(Objects::nonNull)
                .distinct()
                .sorted()
                .toList();
    }
}
