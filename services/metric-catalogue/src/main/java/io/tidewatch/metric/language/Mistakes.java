package io.tidewatch.metric.language;

import static io.tidewatch.metric.reading.ProblemList.printable;

import io.tidewatch.metric.reading.ProblemList;
import io.tidewatch.spelling.Spelling;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Collects mistakes, so that an author sees all of them at once. Bounded as {@link ProblemList}. Not thread-safe. */
final class Mistakes {
    private static final int LONGEST_QUOTE = 120;

    private final List<Mistake> mistakes = new ArrayList<>();
    private int more;

    /** A mistake outside expressions; the suggestion may be null. */
    void add(MistakeKind kind, Place place, String sentence, String suggestion) {
        add(kind, place, 0, sentence, suggestion);
    }

    /** A mistake in an expression; the suggestion may be null. The sentence is completed by the place in the expression. */
    void add(MistakeKind kind, Place place, String expression, int position, String sentence, String suggestion) {
        String shown = expression.length() <= LONGEST_QUOTE ? expression : expression.substring(0, LONGEST_QUOTE) + "…";
        add(kind, place, position, sentence + " (character " + position + " of: " + shown + ")", suggestion);
    }

    private void add(MistakeKind kind, Place place, int position, String sentence, String suggestion) {
        if (full()) {
            more++;
        } else {
            mistakes.add(new Mistake(
                    kind, place, position, printable(sentence), suggestion == null ? null : printable(suggestion)));
        }
    }

    /** A name that does not exist; suggests the candidate that was probably meant. */
    void unknown(MistakeKind kind, Mention name, String sentence, Collection<String> candidates) {
        add(kind, name.place(), sentence, closest(name.name(), candidates));
    }

    /** What the check of a file's structure found. */
    void addAll(ProblemList structure) {
        structure
                .sorted()
                .forEach(problem -> add(
                        MistakeKind.STRUCTURE,
                        new Place(problem.file(), problem.line()),
                        problem.sentence(),
                        problem.suggestion()));
    }

    /** The candidate that was probably meant; null when there is none, or when it would not be shown. */
    String closest(String word, Collection<String> candidates) {
        return full() ? null : Spelling.closest(word, candidates);
    }

    /** How many there are so far, hints included; lets a reader see whether a step added some. */
    int size() {
        return mistakes.size() + more;
    }

    /** Whether further ones are only counted. */
    private boolean full() {
        return mistakes.size() >= ProblemList.MOST;
    }

    /** How many were found beyond those that are kept. */
    int more() {
        return more;
    }

    /** What was found, by file, line and position. */
    List<Mistake> sorted() {
        List<Mistake> sorted = new ArrayList<>(mistakes);
        sorted.sort(Comparator.comparing((Mistake mistake) -> mistake.place().file())
                .thenComparingInt(mistake -> mistake.place().line())
                .thenComparingInt(Mistake::position));
        return List.copyOf(sorted);
    }
}
