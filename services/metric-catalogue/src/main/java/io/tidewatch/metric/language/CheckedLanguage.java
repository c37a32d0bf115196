package io.tidewatch.metric.language;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the files of the metric language say, and what is wrong with them.
 *
 * @param shared the words that many metrics use; none when their file has mistakes
 * @param reportingCurrency ISO 4217 code of the currency that amounts of several currencies are converted into; null where nothing is
 *     converted
 * @param metrics the metrics without mistakes that read only such metrics, by id; none when the records or the shared words
 *     have mistakes
 * @param types the type of every node that was checked; nodes are compared by identity
 * @param mistakes what is wrong, by file, line and position; at most 200
 * @param hints what works but is probably not meant
 * @param more how many mistakes and hints there are beyond those listed
 */
public record CheckedLanguage(
        Vocabulary vocabulary,
        Definitions shared,
        String reportingCurrency,
        Map<String, CheckedMetric> metrics,
        Map<Expression, Type> types,
        List<Mistake> mistakes,
        List<Mistake> hints,
        int more) {
    public CheckedLanguage {
        metrics = Collections.unmodifiableMap(new TreeMap<>(metrics));
        mistakes = List.copyOf(mistakes);
        hints = List.copyOf(hints);
    }

    /** The type of an expression of these files; null when it was not checked. */
    public Type typeOf(Expression node) {
        return types.get(node);
    }
}
