package io.tidewatch.metric.language;

import java.util.Collection;

/**
 * Collects the mistakes of one formula.
 *
 * @param otherwise the suggestion of a mistake that has none of its own; may be null
 */
record FormulaMistakes(Place place, String text, Mistakes all, String otherwise) {
    FormulaMistakes(Formula formula, Mistakes all) {
        this(formula.place(), formula.text(), all);
    }

    FormulaMistakes(Place place, String text, Mistakes all) {
        this(place, text, all, null);
    }

    /** The same, with a suggestion for mistakes that have none. */
    FormulaMistakes suggesting(String suggestion) {
        return new FormulaMistakes(place, text, all, suggestion);
    }

    /** A mistake at a position of the formula; the suggestion may be null. */
    void add(MistakeKind kind, int at, String sentence, String suggestion) {
        all.add(kind, place, text, at, sentence, suggestion == null ? otherwise : suggestion);
    }

    String closest(String word, Collection<String> candidates) {
        return all.closest(word, candidates);
    }
}
