package io.tidewatch.feed;

import java.util.List;

/**
 * One answer of a feed.
 *
 * @param items   the changes, per partition in order of commit
 * @param cursors where to go on, for every partition that was asked for; a cursor that is the one asked with means
 *                that there was nothing newer
 * @param more    whether more can be read at once
 */
public record ChangePage(List<Envelope> items, List<Cursor> cursors, boolean more) {

    public ChangePage {
        items = List.copyOf(items);
        cursors = List.copyOf(cursors);
    }
}
