package io.tidewatch.metric.language;

import java.util.Collection;

/** Collects the mistakes of one formula. */
record FormulaMistakes(Place place, String text, Mistakes all) {
    FormulaMistakes(Formula formula, Mistakes all) {
        this(formula.place(), formula.text(), all);
    }

    /** A mistake at a position of the formula; the suggestion may be null. */
    void add(MistakeKind kind, int at, String sentence, String suggestion) {
        all.add(kind, place, text, at, sentence, suggestion);
    }

    String closest(String word, Collection<String> candidates) {
        return all.closest(word, candidates);
    }
}
