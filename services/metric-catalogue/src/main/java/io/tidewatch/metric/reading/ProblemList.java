package io.tidewatch.metric.reading;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects problems while files are read, so that an author sees all of them at once. Not thread-safe. */
public final class ProblemList {
    private final List<FileProblem> problems = new ArrayList<>();

    /** Adds a problem without a suggestion. */
    public void add(String file, int line, String sentence) {
        add(file, line, sentence, null);
    }

    /** Adds a problem; {@code suggestion} may be null. */
    public void add(String file, int line, String sentence, String suggestion) {
        problems.add(new FileProblem(file, line, sentence, suggestion));
    }

    /** Adds all of them. */
    public void addAll(List<FileProblem> more) {
        problems.addAll(more);
    }

    /** How many there are so far; lets a reader see whether a step added some. */
    public int size() {
        return problems.size();
    }

    /** True while nothing is wrong. */
    public boolean isEmpty() {
        return problems.isEmpty();
    }

    /** What was found, by file and line. */
    public List<FileProblem> sorted() {
        return problems.stream()
                .sorted(Comparator.comparing(FileProblem::file).thenComparingInt(FileProblem::line))
                .toList();
    }
}
