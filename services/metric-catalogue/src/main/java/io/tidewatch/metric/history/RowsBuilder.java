package io.tidewatch.metric.history;

import io.tidewatch.metric.language.RecordKind;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;

/** Collects the records of one kind. */
public final class RowsBuilder {
    private static final ColumnBuilder[] NOT_BEGUN = {};

    private final Layout layout;
    private final Dictionary dictionary;
    private ColumnBuilder[] columns = NOT_BEGUN;
    private String[] ids = new String[0];
    private int size;

    RowsBuilder(RecordKind kind, Dictionary dictionary) {
        this.layout = dictionary.layout(kind);
        this.dictionary = dictionary;
    }

    /**
     * Begins a record.
     *
     * @param id unique within account and kind; null for all records of a kind to which none refers, when nobody asks for their ids.
     *     Then those of one day keep the order in which they came.
     */
    public void next(String id) {
        begin();
        if (size == ids.length) {
            // Most accounts have one version, and few contract periods.
            ids = Arrays.copyOf(ids, Math.max(2, 2 * size));
        }
        ids[size] = id;
        for (ColumnBuilder column : columns) {
            column.next(size, ids.length);
        }
        size++;
    }

    /**
     * Takes all records of the kind at once, where there are many and nobody asks for their ids.
     *
     * @param count how many, in the order of the day they count by; what is equal in it keeps its order
     * @param numbers by field, one number per record as {@link Column#longs} has them, but for texts and references those of {@link
     *     #code}; fields that are not named are missing
     * @throws IllegalStateException when there are records already
     */
    public void all(int count, Map<String, long[]> numbers) {
        if (size > 0) {
            throw new IllegalStateException(
                    "There are records of " + layout.kind().name() + " already");
        }
        begin();
        ids = null;
        size = count;
        layout.kind().fields().keySet().forEach(name -> columns[layout.place(name)].all(count, numbers.get(name)));
    }

    /** The number that stands for a text, or for the id of a record, in {@link #all}. */
    public int code(String text) {
        return dictionary.add(text);
    }

    /** Fills a field of the record begun last; null when the kind has no such field. */
    public ColumnBuilder column(String field) {
        begin();
        int place = layout.place(field);
        return place < 0 ? null : columns[place];
    }

    /** Most accounts have records of few kinds, so the others cost nothing. */
    private void begin() {
        if (columns == NOT_BEGUN) {
            columns = new ColumnBuilder[layout.fields().size()];
            for (int place = 0; place < columns.length; place++) {
                columns[place] = new ColumnBuilder(layout.fields().get(place), dictionary);
            }
        }
    }

    /** How many records there are so far. */
    public int size() {
        return size;
    }

    String id(int row) {
        return ids == null ? null : ids[row];
    }

    /** The text of a NAME, TEXT or reference; null where it is missing, or the kind is held without the field. */
    String text(String field, int row) {
        ColumnBuilder column = column(field);
        long code = column == null ? Column.MISSING : column.longAt(row);
        return code == Column.MISSING ? null : dictionary.text((int) code);
    }

    /** The text of a number of the dictionary. */
    String text(int code) {
        return dictionary.text(code);
    }

    /** Puts the records into the order of the day they count by, then of their ids. */
    void sort() {
        String by = layout.kind().time();
        ColumnBuilder time = by == null || size == 0 ? null : column(by);
        for (int row = 1; row < size; row++) {
            if (compare(key(time, row - 1), row - 1, key(time, row), row) > 0) {
                reorder(time);
                return;
            }
        }
    }

    private void reorder(ColumnBuilder time) {
        long[] keys = new long[size];
        int[] order = new int[size];
        for (int row = 0; row < size; row++) {
            keys[row] = key(time, row);
            order[row] = row;
        }
        int[] other = order.clone();
        sort(keys, other, order, 0, size);
        String[] from = ids;
        if (from != null) {
            ids = new String[size];
            for (int to = 0; to < size; to++) {
                ids[to] = from[order[to]];
            }
        }
        for (ColumnBuilder column : columns) {
            column.reorder(order);
        }
    }

    /** Merges the halves of {@code from}, each sorted in {@code to} as its own, into {@code to}. Equal rows stay in their order. */
    private void sort(long[] keys, int[] from, int[] to, int begin, int end) {
        if (end - begin < 2) {
            return;
        }
        int middle = begin + end >>> 1;
        sort(keys, to, from, begin, middle);
        sort(keys, to, from, middle, end);
        int a = begin;
        int b = middle;
        for (int at = begin; at < end; at++) {
            boolean first = b >= end || a < middle && compare(keys[from[a]], from[a], keys[from[b]], from[b]) <= 0;
            to[at] = first ? from[a++] : from[b++];
        }
    }

    private int compare(long keyOfA, int a, long keyOfB, int b) {
        int byTime = Long.compareUnsigned(keyOfA, keyOfB);
        return byTime != 0 || id(a) == null ? byTime : ids[a].compareTo(ids[b]);
    }

    /** The day by which a record counts, as an unsigned number. Without one it comes last: MISSING is the least number, and so the greatest of the numbers less one. */
    private static long key(ColumnBuilder time, int row) {
        return time == null ? 0 : (time.longAt(row) ^ Long.MIN_VALUE) - 1;
    }

    /** Adds the kinds that these records can refer to. */
    void addTargets(Set<String> targets) {
        if (columns != NOT_BEGUN) {
            for (int place : layout.references()) {
                targets.add(layout.fields().get(place).target());
            }
        }
    }

    /** Puts the numbers of records in the place of ids; {@code references} has one entry per kind. */
    void refer(Map<String, References> references) {
        if (columns != NOT_BEGUN) {
            for (int place : layout.references()) {
                columns[place].refer(
                        size, references.get(layout.fields().get(place).target()));
            }
        }
    }

    Rows build() {
        Column[] built = new Column[columns.length];
        for (int place = 0; place < built.length; place++) {
            built[place] = columns[place].column();
        }
        return new Rows(layout, size, ids, built);
    }

    /** No records, with all fields of the kind. */
    static Rows none(RecordKind kind, Dictionary dictionary) {
        RowsBuilder none = new RowsBuilder(kind, dictionary);
        none.begin();
        return none.build();
    }
}
