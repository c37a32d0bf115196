package io.tidewatch.metric.language;

import io.tidewatch.metric.reading.FileProblem;
import java.util.Objects;

/**
 * One thing that is wrong in a file of the language.
 *
 * @param kind what sort of mistake it is
 * @param place file and line
 * @param position position in the expression of that line, from 1; 0 when the mistake is not in an expression
 * @param sentence what is wrong, as a plain sentence
 * @param suggestion what was probably meant (only the word or phrase), or null when there is no good guess
 */
public record Mistake(MistakeKind kind, Place place, int position, String sentence, String suggestion) {
    public Mistake {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(place, "place");
        Objects.requireNonNull(sentence, "sentence");
    }

    /** The mistake in the form of all problems of a bundle. */
    public FileProblem toProblem() {
        return new FileProblem(place.file(), place.line(), sentence, suggestion);
    }
}
