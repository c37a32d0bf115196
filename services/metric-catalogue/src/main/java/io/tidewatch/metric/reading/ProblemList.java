package io.tidewatch.metric.reading;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Collects problems while files are read, so that an author sees all of them at once. Bounded: of many problems it keeps the
 * first {@link #MOST} and says how many more there are, it shortens long sentences, and it keeps each problem once. Not
 * thread-safe.
 */
public final class ProblemList {
    /** How many problems are kept. */
    public static final int MOST = 200;

    private static final int LONGEST = 500;

    private final List<FileProblem> problems = new ArrayList<>();
    private int more;
    private int repeated;

    /** Adds a problem without a suggestion. */
    public void add(String file, int line, String sentence) {
        add(file, line, sentence, null);
    }

    /** Adds a problem; {@code suggestion} may be null. Control characters are shown as question marks. */
    public void add(String file, int line, String sentence, String suggestion) {
        if (problems.size() >= MOST) {
            more++;
            return;
        }
        FileProblem problem = new FileProblem(
                printable(file), line, printable(sentence), suggestion == null ? null : printable(suggestion));
        if (problems.contains(problem)) {
            repeated++;
        } else {
            problems.add(problem);
        }
    }

    /** Adds all of them. */
    public void addAll(List<FileProblem> found) {
        found.forEach(problem -> add(problem.file(), problem.line(), problem.sentence(), problem.suggestion()));
    }

    /** Counts problems that were found beyond those that a reader kept. */
    public void addMore(int count) {
        more += count;
    }

    /** How many were added so far, repetitions too; lets a reader see whether a step added some. */
    public int size() {
        return problems.size() + more + repeated;
    }

    /** True while nothing is wrong. */
    public boolean isEmpty() {
        return problems.isEmpty();
    }

    /** What was found, by file and line; at the end how many more problems there are than are listed. */
    public List<FileProblem> sorted() {
        List<FileProblem> sorted = new ArrayList<>(problems);
        sorted.sort(Comparator.comparing(FileProblem::file).thenComparingInt(FileProblem::line));
        if (more > 0) {
            sorted.add(
                    new FileProblem("bundle", 0, "There are " + more + " more problems; correct these first.", null));
        }
        return List.copyOf(sorted);
    }

    /** The text without what a terminal could obey, and not too long. */
    public static String printable(String text) {
        String shown = text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
        return shown.replaceAll("[\\p{Cc}\\p{Cf}\\p{Cs}&&[^\n]]", "?").replace('\n', ' ');
    }
}
