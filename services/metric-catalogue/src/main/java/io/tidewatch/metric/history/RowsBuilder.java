package io.tidewatch.metric.history;

import io.tidewatch.metric.language.FieldType;
import io.tidewatch.metric.language.RecordKind;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Collects the records of one kind. */
public final class RowsBuilder {
    private final RecordKind kind;
    private final Dictionary dictionary;
    private final Map<String, ColumnBuilder> columns = new LinkedHashMap<>();
    private String[] ids = new String[0];
    private int size;

    RowsBuilder(RecordKind kind, Dictionary dictionary) {
        this.kind = kind;
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
            ids = Arrays.copyOf(ids, Math.max(8, 2 * size));
        }
        ids[size] = id;
        int row = size;
        int capacity = ids.length;
        columns.values().forEach(column -> column.next(row, capacity));
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
            throw new IllegalStateException("There are records of " + kind.name() + " already");
        }
        begin();
        ids = null;
        size = count;
        columns.forEach((name, column) -> column.all(count, numbers.get(name)));
    }

    /** The number that stands for a text, or for the id of a record, in {@link #all}. */
    public int code(String text) {
        return dictionary.add(text);
    }

    /** Fills a field of the record begun last; null when the kind has no such field. */
    public ColumnBuilder column(String field) {
        begin();
        return columns.get(field);
    }

    /** Most accounts have records of few kinds, so the others cost nothing. */
    private void begin() {
        if (columns.isEmpty()) {
            kind.fields().forEach((name, field) -> columns.put(name, new ColumnBuilder(field, dictionary)));
        }
    }

    /** How many records there are so far. */
    public int size() {
        return size;
    }

    String id(int row) {
        return ids == null ? null : ids[row];
    }

    /** The text of a NAME, TEXT or reference; null where it is missing. */
    String text(String field, int row) {
        long code = columns.get(field).longAt(row);
        return code == Column.MISSING ? null : dictionary.text((int) code);
    }

    /** The text of a number of the dictionary. */
    String text(int code) {
        return dictionary.text(code);
    }

    /** Puts the records into the order of the day they count by, then of their ids. */
    void sort() {
        ColumnBuilder time = kind.time() == null ? null : columns.get(kind.time());
        for (int row = 1; row < size; row++) {
            if (compare(key(time, row - 1), row - 1, key(time, row), row) > 0) {
                reorder(time);
                return;
            }
        }
    }

    private void reorder(ColumnBuilder time) {
        long[] keys = new long[size];
        Integer[] sorted = new Integer[size];
        for (int row = 0; row < size; row++) {
            keys[row] = key(time, row);
            sorted[row] = row;
        }
        Arrays.sort(sorted, (a, b) -> compare(keys[a], a, keys[b], b));
        int[] order = new int[size];
        String[] from = ids;
        ids = new String[size];
        for (int to = 0; to < size; to++) {
            order[to] = sorted[to];
            ids[to] = from[sorted[to]];
        }
        columns.values().forEach(column -> column.reorder(order));
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
        for (ColumnBuilder column : columns.values()) {
            FieldType type = column.field().type();
            if (type == FieldType.REF || type == FieldType.REFS) {
                targets.add(column.field().target());
            }
        }
    }

    /** Puts the numbers of records in the place of ids; {@code references} has one entry per kind. */
    void refer(Map<String, References> references) {
        columns.values().forEach(column -> {
            FieldType type = column.field().type();
            if (type == FieldType.REF || type == FieldType.REFS) {
                column.refer(size, references.get(column.field().target()));
            }
        });
    }

    Rows build() {
        Map<String, Column> built = new LinkedHashMap<>();
        columns.forEach((name, column) -> built.put(name, column.column()));
        return new Rows(kind, size, ids, built);
    }

    /** No records, with all fields of the kind. */
    static Rows none(RecordKind kind, Dictionary dictionary) {
        RowsBuilder none = new RowsBuilder(kind, dictionary);
        none.begin();
        return none.build();
    }
}
