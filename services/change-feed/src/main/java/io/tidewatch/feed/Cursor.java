package io.tidewatch.feed;

import java.util.Objects;

/**
 * How far one partition of a feed was read.
 *
 * @param partition 0 to 64
 * @param cursor    opaque text of the provider: keep it and hand it back, never look into it
 */
public record Cursor(int partition, String cursor) {

    public Cursor {
        Partitions.check(partition);
        Objects.requireNonNull(cursor, "cursor");
    }
}
