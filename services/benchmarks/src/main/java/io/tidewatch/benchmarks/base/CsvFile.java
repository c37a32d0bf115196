package io.tidewatch.benchmarks.base;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A CSV file that is being written, in UTF-8. */
final class CsvFile implements AutoCloseable {

    private final Path file;
    private final Writer out;
    private long count;

    /** Begins the file with its header. */
    CsvFile(Path file, Layout layout) {
        this.file = file;
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            this.out = new BufferedWriter(Files.newBufferedWriter(file, StandardCharsets.UTF_8), 1 << 16);
            out.write(CsvRows.header(layout));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + file, e);
        }
    }

    /** Adds the rows at its end. */
    void add(CsvRows rows) {
        try {
            out.append(rows.text());
            count += rows.count();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + file, e);
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
            throw new UncheckedIOException("Cannot write " + file, e);
        }
    }
}
