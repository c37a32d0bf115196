package io.tidewatch.metric.history;

import io.tidewatch.metric.language.RecordKind;

/**
 * The records of one kind of an account, in the order of the day they count by, then of their ids; records without that day come
 * last. Arrays may be longer than {@link #size}.
 */
public final class Rows {
    private final Layout layout;
    private final int size;
    private final String[] ids;
    private final Column[] columns;

    Rows(Layout layout, int size, String[] ids, Column[] columns) {
        this.layout = layout;
        this.size = size;
        this.ids = ids;
        this.columns = columns;
    }

    /** What they are. */
    public RecordKind kind() {
        return layout.kind();
    }

    /** How many there are. */
    public int size() {
        return size;
    }

    /** The id of a record; null where the history was loaded without ids. */
    public String id(int row) {
        return ids == null ? null : ids[row];
    }

    /** A field; null when the kind has none of that name. */
    public Column column(String field) {
        int place = layout.place(field);
        return place < 0 ? null : columns[place];
    }
}
