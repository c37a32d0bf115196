package io.tidewatch.metric.language;

import java.util.Objects;

/**
 * Where something stands.
 *
 * @param file path inside the bundle, with forward slashes
 * @param line line of its key, from 1; 0 for the file as a whole
 */
public record Place(String file, int line) {
    public Place {
        Objects.requireNonNull(file, "file");
    }
}
