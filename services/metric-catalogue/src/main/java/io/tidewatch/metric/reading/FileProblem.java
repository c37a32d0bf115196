package io.tidewatch.metric.reading;

import java.util.Objects;

/**
 * One thing that is wrong in a file an analyst wrote.
 *
 * @param file path inside the bundle, with forward slashes, e.g. {@code thresholds/power-users.drl}
 * @param line line in that file, counted from 1; 0 when the problem belongs to the file as a whole
 * @param sentence what is wrong, as a plain sentence
 * @param suggestion what was probably meant (only the word or phrase), or null when there is no good guess
 */
public record FileProblem(String file, int line, String sentence, String suggestion) {
    public FileProblem {
        Objects.requireNonNull(file, "file");
        Objects.requireNonNull(sentence, "sentence");
    }

    /** The problem on one line, as a compiler would print it. */
    public String describe() {
        String place = line > 0 ? file + ":" + line : file;
        return place + ": " + sentence + (suggestion == null ? "" : " Did you mean '" + suggestion + "'?");
    }
}
