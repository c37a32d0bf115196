package io.tidewatch.metric.language;

import java.util.Objects;

/**
 * An expression or condition of a file.
 *
 * @param text as it is written, without the quotes of YAML
 * @param tree its syntax tree
 */
public record Formula(Place place, String text, Expression tree) {
    public Formula {
        Objects.requireNonNull(place, "place");
        Objects.requireNonNull(text, "text");
        Objects.requireNonNull(tree, "tree");
    }
}
