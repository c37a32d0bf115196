package io.tidewatch.feed;

import java.util.List;

/**
 * One answer of a feed.
 *
 * @param items   the changes, per partition in order of commit
 * @param cursors where to continue, for every requested partition; a cursor equal to the requested one means
 *                that there was nothing newer
 * @param more    whether more can be read at once
 */
public record ChangePage(List<Envelope> items, List<Cursor> cursors, boolean more) {

    public ChangePage {
        items = List.copyOf(items);
        cursors = List.copyOf(cursors);
    }
}
