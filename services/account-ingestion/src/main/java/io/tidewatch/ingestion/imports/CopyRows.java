package io.tidewatch.ingestion.imports;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.UUID;
import org.postgresql.copy.CopyIn;

/** Writes rows in the binary format of COPY. Full pieces are sent at once, so the server works while further rows are added. */
final class CopyRows {

    private static final int PIECE = 64 * 1024;

    private static final byte[] START = {'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xFF, '\r', '\n', 0};
    private static final int NULL = -1;
    private static final int END = -1;
    private static final long FIRST_DAY = LocalDate.of(2000, 1, 1).toEpochDay();

    private final CopyIn target;
    private byte[] bytes = new byte[PIECE];
    private int length;

    /** Without rows. */
    CopyRows(CopyIn target) {
        this.target = target;
        put(START);
        putInt(0);
        putInt(0);
    }

    /**
     * The number that stands for a day.
     *
     * @param iso a valid day in the form 2026-12-31
     */
    static int day(String iso) {
        int year = Integer.parseInt(iso, 0, 4, 10);
        int month = Integer.parseInt(iso, 5, 7, 10);
        return (int)
                (LocalDate.of(year, month, Integer.parseInt(iso, 8, 10, 10)).toEpochDay() - FIRST_DAY);
    }

    /** Begins a row; its values follow in order. */
    void begin(int columns) throws SQLException {
        if (length > PIECE / 2) {
            target.writeToCopy(bytes, 0, length);
            length = 0;
        }
        putShort(columns);
    }

    void add(int value) {
        putInt(Integer.BYTES);
        putInt(value);
    }

    void add(Integer value) {
        if (value == null) {
            putInt(NULL);
        } else {
            add(value.intValue());
        }
    }

    void add(UUID id) {
        putInt(2 * Long.BYTES);
        putLong(id.getMostSignificantBits());
        putLong(id.getLeastSignificantBits());
    }

    void add(String text) {
        if (text == null) {
            putInt(NULL);
        } else {
            byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
            putInt(encoded.length);
            put(encoded);
        }
    }

    /** Ends the COPY; gives the number of its rows. */
    long end() throws SQLException {
        putShort(END);
        target.writeToCopy(bytes, 0, length);
        return target.endCopy();
    }

    private void put(byte[] more) {
        reserve(more.length);
        System.arraycopy(more, 0, bytes, length, more.length);
        length += more.length;
    }

    private void putShort(int value) {
        reserve(Short.BYTES);
        bytes[length++] = (byte) (value >> 8);
        bytes[length++] = (byte) value;
    }

    private void putInt(int value) {
        reserve(Integer.BYTES);
        for (int shift = 24; shift >= 0; shift -= 8) {
            bytes[length++] = (byte) (value >> shift);
        }
    }

    private void putLong(long value) {
        putInt((int) (value >> 32));
        putInt((int) value);
    }

    private void reserve(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }
}
