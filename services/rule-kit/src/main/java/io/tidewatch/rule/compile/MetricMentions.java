package io.tidewatch.rule.compile;

import io.tidewatch.spelling.Spelling;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Metrics that a condition names as people or files name them, and not by their property. */
final class MetricMentions {
    private final List<LooseWords.Word> words;
    private final Map<String, Property> fact;

    MetricMentions(List<LooseWords.Word> words, Map<String, Property> fact) {
        this.words = words;
        this.fact = fact;
    }

    /** What is meant by the words from one place on; null when no metric is. */
    NotAllowedException at(int index) {
        LooseWords.Word next = index + 1 < words.size() ? words.get(index + 1) : null;
        if (next != null && next.is("-") && !next.spaceBefore() && !partOfId(index)) {
            return id(index);
        }
        return next != null && next.kind() == LooseWords.Kind.NAME ? name(index) : null;
    }

    /** {@code Power users} instead of powerUserPercentage. */
    private NotAllowedException name(int index) {
        StringBuilder name = new StringBuilder();
        for (int at = index; at < words.size() && words.get(at).kind() == LooseWords.Kind.NAME; at++) {
            name.append(at == index ? "" : " ").append(words.get(at).text());
        }
        return fact.values().stream()
                .filter(property ->
                        property.metricId() != null && property.meaning().equalsIgnoreCase(name.toString()))
                .findFirst()
                .map(property -> new NotAllowedException(
                        words.get(index).line(),
                        "'" + name + "' is the name of a metric; rules read its property.",
                        property.name()))
                .orElse(null);
    }

    private boolean partOfId(int index) {
        return index > 0 && words.get(index - 1).is("-") && !words.get(index).spaceBefore();
    }

    /** {@code power-user-percentage} instead of powerUserPercentage. */
    private NotAllowedException id(int index) {
        StringBuilder id = new StringBuilder(words.get(index).text());
        int at = index + 1;
        while (at + 1 < words.size()
                && words.get(at).is("-")
                && !words.get(at).spaceBefore()
                && !words.get(at + 1).spaceBefore()) {
            id.append('-').append(words.get(at + 1).text());
            at += 2;
        }
        Map<String, String> ids = new HashMap<>();
        fact.values().stream()
                .filter(property -> property.metricId() != null && property.type() == Property.Type.NUMBER)
                .forEach(property -> ids.put(property.metricId(), property.name()));
        String meant = Spelling.closest(id.toString(), ids.keySet());
        return meant == null
                ? null
                : new NotAllowedException(
                        words.get(index).line(),
                        "'" + id + "' is written like the id of a metric; rules read its property.",
                        ids.get(meant));
    }
}
