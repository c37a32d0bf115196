package io.tidewatch.spelling;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** Finds the word that was probably meant. */
public final class Spelling {
    /** Longer words are not looked at: comparing takes time in proportion to both. */
    private static final int LONGEST = 100;

    private Spelling() {}

    /**
     * The candidate nearest to a misspelt word.
     *
     * @return the candidate, or null when none is near enough to be a sensible guess
     */
    public static String closest(String word, Collection<String> candidates) {
        if (word.length() > LONGEST) {
            return null;
        }
        String wanted = word.toLowerCase(Locale.ROOT);
        int allowed = Math.max(2, wanted.length() / 3);
        return candidates.stream()
                .map(candidate -> new Guess(candidate, distance(wanted, candidate.toLowerCase(Locale.ROOT))))
                .filter(guess -> guess.distance <= allowed)
                .min(Comparator.comparingInt(Guess::distance).thenComparing(Guess::candidate))
                .map(Guess::candidate)
                .orElse(null);
    }

    private record Guess(String candidate, int distance) {}

    /** Levenshtein distance: letters to insert, delete or replace. */
    private static int distance(String left, String right) {
        int[] previous = new int[right.length() + 1];
        for (int column = 0; column <= right.length(); column++) {
            previous[column] = column;
        }
        for (int row = 1; row <= left.length(); row++) {
            int[] current = new int[right.length() + 1];
            current[0] = row;
            for (int column = 1; column <= right.length(); column++) {
                int replaced = previous[column - 1] + (left.charAt(row - 1) == right.charAt(column - 1) ? 0 : 1);
                current[column] = Math.min(replaced, 1 + Math.min(previous[column], current[column - 1]));
            }
            previous = current;
        }
        return previous[right.length()];
    }
}
