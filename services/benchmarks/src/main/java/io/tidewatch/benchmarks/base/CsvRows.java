package io.tidewatch.benchmarks.base;

import java.time.LocalDate;
import java.util.List;

/** Rows of a CSV file that are collected before they are written; lines end with LF on every machine. */
final class CsvRows implements RecordSink {

    private final List<Layout.Field> fields;
    private final StringBuilder text = new StringBuilder();
    private long count;

    CsvRows(Layout layout) {
        this.fields = layout.fields();
    }

    /** The first line of a file. */
    static String header(Layout layout) {
        return String.join(",", layout.columns()) + "\n";
    }

    @Override
    public void add(Object... cells) {
        if (cells.length != fields.size()) {
            throw new IllegalArgumentException("A row has " + fields.size() + " cells, not " + cells.length + ".");
        }
        for (int cell = 0; cell < cells.length; cell++) {
            if (cell > 0) {
                text.append(',');
            }
            append(fields.get(cell), cells[cell]);
        }
        text.append('\n');
        count++;
    }

    /** What was added. */
    CharSequence text() {
        return text;
    }

    /** How many rows were added. */
    long count() {
        return count;
    }

    private void append(Layout.Field field, Object cell) {
        switch (cell) {
            case null -> {
                if (field.money()) {
                    text.append(',');
                }
            }
            case LocalDate day -> append(day);
            case Integer number -> text.append(number.intValue());
            case Boolean flag -> text.append(flag.booleanValue());
            case Market.Price price -> text.append(price).append(',').append(price.money());
            case List<?> list ->
                appendQuoted(String.join(
                        field.separator(), list.stream().map(Object::toString).toList()));
            default -> appendQuoted(cell.toString());
        }
    }

    /** As {@link LocalDate#toString} in the years that a base can have, and faster. */
    private void append(LocalDate day) {
        text.append(day.getYear());
        appendTwo(day.getMonthValue());
        appendTwo(day.getDayOfMonth());
    }

    private void appendTwo(int number) {
        text.append('-').append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
    }

    private void appendQuoted(String cell) {
        boolean plain = cell.indexOf(',') < 0 && cell.indexOf('"') < 0 && cell.indexOf('\n') < 0;
        if (plain) {
            text.append(cell);
        } else {
            text.append('"').append(cell.replace("\"", "\"\"")).append('"');
        }
    }
}
