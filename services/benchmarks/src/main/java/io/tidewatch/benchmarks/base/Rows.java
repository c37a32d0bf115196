package io.tidewatch.benchmarks.base;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A CSV file that is being written: UTF-8, lines end with LF on every machine. */
final class Rows implements AutoCloseable {

    private final Writer out;
    private final int columns;
    private long count;

    /** Begins the file with its header. */
    Rows(Path file, List<String> columns) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            this.out = new BufferedWriter(Files.newBufferedWriter(file, StandardCharsets.UTF_8), 1 << 16);
            this.columns = columns.size();
            line(columns.toArray());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + file, e);
        }
    }

    /** Adds a row; null becomes an empty cell, everything else its {@code toString}. */
    void add(Object... cells) {
        if (cells.length != columns) {
            throw new IllegalArgumentException("A row has " + columns + " cells, not " + cells.length + ".");
        }
        try {
            line(cells);
            count++;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write the file", e);
        }
    }

    /** How many rows were added. */
    long count() {
        return count;
    }

    @Override
    public void close() {
        try {
            out.close();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write the file", e);
        }
    }

    private void line(Object... cells) throws IOException {
        for (int cell = 0; cell < cells.length; cell++) {
            if (cell > 0) {
                out.write(',');
            }
            if (cells[cell] != null) {
                out.write(quoted(cells[cell].toString()));
            }
        }
        out.write('\n');
    }

    private static String quoted(String text) {
        boolean plain = text.indexOf(',') < 0 && text.indexOf('"') < 0 && text.indexOf('\n') < 0;
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
