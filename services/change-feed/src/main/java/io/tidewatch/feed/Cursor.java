package io.tidewatch.feed;

import java.util.Objects;

/**
 * The place up to which one partition of a feed was read.
 *
 * @param partition 0 to 64
 * @param cursor    opaque text of the provider, to be stored and sent back unchanged
 */
public record Cursor(int partition, String cursor) {

    public Cursor {
        Partitions.check(partition);
        Objects.requireNonNull(cursor, "cursor");
    }
}
