package io.tidewatch.metric.history;

import io.tidewatch.metric.language.FieldType;
import io.tidewatch.metric.language.RecordField;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;

/**
 * Fills one field of the record that {@link RowsBuilder#next} began last; what is not set is missing. REF and REFS keep numbers of the
 * dictionary until {@link #refer} puts those of the records in their place.
 */
public final class ColumnBuilder {
    private final RecordField field;
    private final Dictionary dictionary;
    private long[] longs;
    private double[] doubles;
    private int[] currencies;
    private int[][] lists;
    private int row = -1;

    ColumnBuilder(RecordField field, Dictionary dictionary) {
        this.field = field;
        this.dictionary = dictionary;
        switch (field.type()) {
            case DECIMAL -> doubles = new double[0];
            case WORDS, REFS -> lists = new int[0][];
            default -> longs = new long[0];
        }
        if (field.type() == FieldType.MONEY) {
            currencies = new int[0];
        }
    }

    RecordField field() {
        return field;
    }

    /** Goes on to the next record, whose value is missing until it is set. */
    void next(int row, int capacity) {
        this.row = row;
        if (longs != null && longs.length < capacity) {
            int from = longs.length;
            longs = Arrays.copyOf(longs, capacity);
            Arrays.fill(longs, from, capacity, Column.MISSING);
        }
        if (doubles != null && doubles.length < capacity) {
            int from = doubles.length;
            doubles = Arrays.copyOf(doubles, capacity);
            Arrays.fill(doubles, from, capacity, Double.NaN);
        }
        if (currencies != null && currencies.length < capacity) {
            currencies = Arrays.copyOf(currencies, capacity);
        }
        if (lists != null && lists.length < capacity) {
            lists = Arrays.copyOf(lists, capacity);
        }
    }

    /** Takes the values of all records; null for none of them. */
    void all(int count, long[] numbers) {
        if (numbers == null) {
            next(0, count);
        } else {
            longs = numbers;
        }
    }

    /** A whole number, for INTEGER. */
    public void number(long value) {
        longs[row] = value;
    }

    /** A number, for DECIMAL. */
    public void decimal(double value) {
        doubles[row] = value;
    }

    /** True or false, for BOOLEAN. */
    public void flag(boolean value) {
        longs[row] = value ? 1 : 0;
    }

    /** A day, for DATE; null is missing. */
    public void day(LocalDate value) {
        if (value != null) {
            longs[row] = value.toEpochDay();
        }
    }

    /** A moment, for INSTANT; null is missing. */
    public void moment(Instant value) {
        if (value != null) {
            longs[row] = ChronoUnit.MICROS.between(Instant.EPOCH, value);
        }
    }

    /** An amount, for MONEY; a null currency is missing. */
    public void money(long minor, String currency) {
        if (currency != null) {
            longs[row] = minor;
            currencies[row] = dictionary.add(currency);
        }
    }

    /** A text, word or id, for NAME, TEXT, WORD and REF; null is missing. */
    public void text(String value) {
        if (value != null) {
            longs[row] = code(value);
        }
    }

    /** Words or ids, for WORDS and REFS; null is missing. */
    public void texts(List<String> values) {
        lists[row] =
                values == null ? null : values.stream().mapToInt(this::code).toArray();
    }

    /** A word outside the list, one that a newer list may have, is different from every word of the list. */
    private int code(String value) {
        if (field.type() != FieldType.WORD && field.type() != FieldType.WORDS) {
            return dictionary.add(value);
        }
        int word = field.words().indexOf(value);
        return word < 0 ? field.words().size() : word;
    }

    /**
     * A value as {@link AccountRecord} has it; null is missing.
     *
     * @throws ClassCastException when its class does not fit the type of the field
     */
    public void value(Object value) {
        if (value == null) {
            return;
        }
        switch (field.type()) {
            case NAME, TEXT, WORD, REF -> text((String) value);
            case WORDS, REFS ->
                texts(((List<?>) value).stream().map(String.class::cast).toList());
            case BOOLEAN -> flag((Boolean) value);
            case INTEGER -> number(((Number) value).longValue());
            case DECIMAL -> decimal(((Number) value).doubleValue());
            case MONEY -> {
                AccountRecord.Amount amount = (AccountRecord.Amount) value;
                money(amount.minor(), amount.currency());
            }
            case DATE -> day((LocalDate) value);
            case INSTANT -> moment((Instant) value);
        }
    }

    /** Puts records into this order. */
    void reorder(int[] order) {
        if (longs != null) {
            long[] from = longs;
            longs = new long[order.length];
            Arrays.setAll(longs, to -> from[order[to]]);
        }
        if (doubles != null) {
            double[] from = doubles;
            doubles = new double[order.length];
            Arrays.setAll(doubles, to -> from[order[to]]);
        }
        if (currencies != null) {
            int[] from = currencies;
            currencies = new int[order.length];
            Arrays.setAll(currencies, to -> from[order[to]]);
        }
        if (lists != null) {
            int[][] from = lists;
            lists = new int[order.length][];
            Arrays.setAll(lists, to -> from[order[to]]);
        }
    }

    /** Puts the numbers of records in the place of those of their ids. */
    void refer(int size, References references) {
        for (int number = 0; number < size; number++) {
            if (longs != null && longs[number] != Column.MISSING) {
                longs[number] = references.number((int) longs[number]);
            } else if (lists != null && lists[number] != null) {
                lists[number] =
                        Arrays.stream(lists[number]).map(references::number).toArray();
            }
        }
    }

    long longAt(int number) {
        return longs[number];
    }

    Column column() {
        return new Column(field.type(), longs, doubles, currencies, lists);
    }
}
