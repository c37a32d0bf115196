package io.tidewatch.ingestion.csv;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the records of a CSV file (RFC 4180, UTF-8, commas) one by one, in bounded memory, and recovers after broken ones:
 * an unclosed quotation mark costs the line on which it is opened, never the rest of the file. CSV libraries read
 * everything up to the next quotation mark as one cell, which is why this reader exists.
 */
public final class CsvRecords {

    private static final int DROP_AFTER = 32 * 1024;
    private static final int NONE = -1;

    private final ByteWindow window;
    private final int longestRecord;
    private final CharsetDecoder decoder = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    private final Cell cell = new Cell();

    /** Where the next record begins, inside the window. */
    private int next;
    /** Where the record read last begins. */
    private int first;
    /** Where its second line begins. */
    private int secondLine = NONE;

    private long line;
    /** The byte after the closing quotation mark read last. */
    private byte follower;

    /**
     * Starts at the beginning of a record.
     *
     * @param in the bytes from there on
     * @param offset the position in the file, for {@link #offset}
     * @param line the line of that position, counted from 1
     * @param longestRecord the most bytes of one record; longer ones are rejected
     */
    public CsvRecords(InputStream in, long offset, long line, int longestRecord) {
        this.window = new ByteWindow(in, offset);
        this.line = line;
        this.longestRecord = longestRecord;
    }

    /**
     * Checks the beginning of a file and skips a byte order mark.
     *
     * @throws UnreadableFile when it is not text in UTF-8
     */
    public void begin() {
        try {
            next = FileBeginning.check(window);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next record, readable or broken; null at the end of the file. Empty lines are skipped. */
    public CsvRecord read() {
        try {
            if (!skipEmptyLines()) {
                return null;
            }
            // Not at every record, because the remaining bytes are moved.
            if (next >= DROP_AFTER) {
                window.dropBefore(next);
                next = 0;
            }
            first = next;
            secondLine = NONE;
            return scan();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Returns to the second line of the record read last: lines that were joined to one record by a stray quotation mark
     * are then read one by one.
     */
    public void readAgainFromSecondLine(CsvRecord last) {
        if (last.lines() > 1) {
            next = secondLine;
            line = last.line() + 1;
        }
    }

    /** The position in the file after the record read last. */
    public long offset() {
        return window.offset() + next;
    }

    /** The line of that position. */
    public long line() {
        return line;
    }

    private boolean skipEmptyLines() throws IOException {
        while (window.has(next)) {
            byte first = window.at(next);
            if (first != '\n' && first != '\r') {
                return true;
            }
            next = afterLineEnd(next);
            line++;
        }
        return false;
    }

    private CsvRecord scan() throws IOException {
        List<String> fields = new ArrayList<>();
        long start = line;
        int lines = 1;
        int at = first;
        int badCell = 0;
        String badText = null;
        while (true) {
            boolean quoted = window.has(at) && window.at(at) == '"';
            // Most cells are plain; the others need a closer look.
            int end = quoted ? NONE : window.plainEnd(at);
            String text;
            if (end != NONE && end - first < longestRecord) {
                cell.clear();
                text = window.ascii(at, end);
            } else {
                end = quoted ? scanQuoted(at, fields.size() + 1) : scanPlain(at);
                if (end < 0) {
                    return resync(start, fields.size() + 1, -end);
                }
                text = cell.decode(decoder);
            }
            if (badText == null && (text == null || cell.holdsNul)) {
                badCell = fields.size() + 1;
                badText = text == null
                        ? "The text is not valid UTF-8 (was the file saved as Windows-1252 or Latin-1?)."
                        : "The text holds a NUL character.";
            }
            fields.add(text == null ? "" : text);
            lines += cell.lineEnds;
            if (!window.has(end)) {
                next = end;
                line = start + lines;
                break;
            }
            if (window.at(end) != ',') {
                next = afterLineEnd(end);
                line = start + lines;
                break;
            }
            at = end + 1;
        }
        return badText == null
                ? new CsvRecord(start, lines, fields, 0, null)
                : new CsvRecord(start, lines, List.of(), badCell, badText);
    }

    private static final int UNCLOSED = 1;
    private static final int AFTER_QUOTE = 2;
    private static final int TOO_LONG = 3;

    /** Scans to the comma or line end after a cell; a negative result is the kind of fault. */
    private int scanPlain(int from) throws IOException {
        cell.clear();
        for (int at = from; ; at++) {
            if (at - first >= longestRecord) {
                return -TOO_LONG;
            }
            if (!window.has(at)) {
                return at;
            }
            byte here = window.at(at);
            if (here == ',' || here == '\n' || here == '\r') {
                return at;
            }
            cell.add(here);
        }
    }

    private int scanQuoted(int from, int column) throws IOException {
        cell.clear();
        for (int at = from + 1; ; at++) {
            if (at - first >= longestRecord) {
                return secondLine != NONE ? -UNCLOSED : -TOO_LONG;
            }
            if (!window.has(at)) {
                return -UNCLOSED;
            }
            byte here = window.at(at);
            if (here == '"') {
                if (!window.has(at + 1)) {
                    return at + 1;
                }
                byte following = window.at(at + 1);
                if (following == '"') {
                    at++;
                } else {
                    follower = following;
                    return following == ',' || following == '\n' || following == '\r' ? at + 1 : -AFTER_QUOTE;
                }
            } else if (here == '\n' || here == '\r' && !(window.has(at + 1) && window.at(at + 1) == '\n')) {
                cell.lineEnds++;
                if (secondLine == NONE) {
                    secondLine = at + 1;
                }
            }
            cell.add(here);
        }
    }

    /** Skips the line on which the record started; the next record is read from the line after it. */
    private CsvRecord resync(long start, int column, int fault) throws IOException {
        if (secondLine != NONE) {
            next = secondLine;
        } else {
            int at = first;
            while (window.has(at) && window.at(at) != '\n' && window.at(at) != '\r') {
                at++;
                if (at >= longestRecord) {
                    window.dropBefore(at);
                    at = 0;
                }
            }
            next = window.has(at) ? afterLineEnd(at) : at;
        }
        line = start + 1;
        return switch (fault) {
            case UNCLOSED -> CsvRecord.broken(start, column, "A quotation mark is opened here but never closed.");
            case AFTER_QUOTE -> CsvRecord.broken(start, column, afterQuote());
            default -> CsvRecord.broken(start, 0, "The line is longer than " + longestRecord + " bytes.");
        };
    }

    private String afterQuote() {
        String separator =
                switch (follower) {
                    case ';' -> "a semicolon";
                    case '\t' -> "a tab";
                    case '|' -> "a bar";
                    default -> null;
                };
        return separator == null
                ? "A closing quotation mark must be followed by a comma; a quotation mark inside a cell is written twice."
                : "A closing quotation mark is followed by " + separator + "; the columns must be separated by commas.";
    }

    private int afterLineEnd(int at) throws IOException {
        return window.at(at) == '\r' && window.has(at + 1) && window.at(at + 1) == '\n' ? at + 2 : at + 1;
    }

    /** The bytes of one cell. */
    private static final class Cell {
        private byte[] bytes = new byte[256];
        private int length;
        private int lineEnds;
        private boolean holdsNul;

        void clear() {
            length = 0;
            lineEnds = 0;
            holdsNul = false;
        }

        void add(byte value) {
            if (length == bytes.length) {
                bytes = java.util.Arrays.copyOf(bytes, length * 2);
            }
            bytes[length++] = value;
            holdsNul |= value == 0;
        }

        String decode(CharsetDecoder decoder) {
            try {
                return decoder.decode(ByteBuffer.wrap(bytes, 0, length)).toString();
            } catch (CharacterCodingException e) {
                return null;
            }
        }
    }
}
