package io.tidewatch.reporting.export;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes CSV after RFC 4180 for spreadsheets: it begins with a byte order mark, without which umlauts are garbled, and text
 * that would be taken for a formula is made harmless.
 */
final class CsvText {

    private static final String BYTE_ORDER_MARK = "\uFEFF";
    private static final String FORMULA_STARTS = "=+-@\t\r";

    private final StringWriter out = new StringWriter();
    private final CsvWriter writer =
            CsvWriter.builder().lineDelimiter(LineDelimiter.CRLF).build(out);

    /** The first line of a file. */
    CsvText header(String... names) {
        out.write(BYTE_ORDER_MARK);
        writer.writeRecord(names);
        return this;
    }

    /** A row of numbers (as they are), text (made harmless) and nulls (empty cells). */
    CsvText row(Object... cells) {
        List<String> fields = new ArrayList<>();
        for (Object cell : cells) {
            fields.add(
                    switch (cell) {
                        case null -> "";
                        case BigDecimal number -> number.toPlainString();
                        case Number number -> number.toString();
                        default -> harmless(cell.toString());
                    });
        }
        writer.writeRecord(fields);
        return this;
    }

    private static String harmless(String text) {
        return !text.isEmpty() && FORMULA_STARTS.indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    }

    @Override
    public String toString() {
        try {
            writer.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory does not fail", e);
        }
        return out.toString();
    }
}
