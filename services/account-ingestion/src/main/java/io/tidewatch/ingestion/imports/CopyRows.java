package io.tidewatch.ingestion.imports;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import org.postgresql.copy.CopyIn;

/** Writes rows in the binary format of COPY. Full pieces are sent at once, so the server works while further rows are added. */
final class CopyRows {

    private static final int PIECE = 64 * 1024;

    /** Lists, which are empty rather than missing. */
    static final String TEXTS = "text[]";

    private static final byte[] START = {'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xFF, '\r', '\n', 0};
    private static final byte[] JSON_VERSION = {1};
    private static final int DAY = 10;
    private static final long MICROS_PER_DAY = 86_400_000_000L;
    /** Number of the type text. */
    private static final int TEXT = 25;

    private static final int DIGITS = 4;
    private static final BigInteger BASE = BigInteger.valueOf(10_000);
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

    /**
     * Adds a value by its text.
     *
     * @param type of the column in PostgreSQL
     * @param text as {@link FieldReader} gives it; null for none
     */
    void add(String type, String text) {
        if (text == null && !type.equals(TEXTS)) {
            putInt(NULL);
            return;
        }
        switch (type) {
            case "text" -> add(text);
            case "jsonb" -> addJson(text);
            case "integer" -> add(Integer.parseInt(text));
            case "bigint" -> add(Long.parseLong(text));
            case "numeric" -> addNumber(new BigDecimal(text));
            case "boolean" -> {
                putInt(1);
                put(new byte[] {(byte) (text.equals("true") ? 1 : 0)});
            }
            case "date" -> add(day(text));
            case "timestamptz" -> add(micros(text));
            case TEXTS -> addTexts(text == null ? List.of() : List.of(text.split(FieldsJson.NEXT)));
            default -> throw new IllegalArgumentException("Rows have no columns of the type " + type);
        }
    }

    void add(OffsetDateTime time) {
        add(micros(time.toInstant()));
    }

    private static long micros(String iso) {
        if (iso.length() == DAY) {
            return day(iso) * MICROS_PER_DAY;
        }
        if (iso.length() > DAY + "Thh:mm:ssZ".length()) {
            return micros(Instant.parse(iso));
        }
        int minutes = Integer.parseInt(iso, DAY + 1, DAY + 3, 10) * 60 + Integer.parseInt(iso, DAY + 4, DAY + 6, 10);
        return day(iso) * MICROS_PER_DAY + (minutes * 60 + Integer.parseInt(iso, DAY + 7, DAY + 9, 10)) * 1_000_000L;
    }

    private static long micros(Instant time) {
        return (time.getEpochSecond() - FIRST_DAY * 86_400) * 1_000_000 + time.getNano() / 1_000;
    }

    private void addJson(String text) {
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        putInt(encoded.length + 1);
        put(JSON_VERSION);
        put(encoded);
    }

    /** One dimension, without nulls, counted from 1. */
    private void addTexts(List<String> texts) {
        if (texts.isEmpty()) {
            putInt(3 * Integer.BYTES);
            putInt(0);
            putInt(0);
            putInt(TEXT);
            return;
        }
        List<byte[]> encoded = texts.stream()
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toList();
        putInt(5 * Integer.BYTES
                + encoded.stream()
                        .mapToInt(bytesOfOne -> Integer.BYTES + bytesOfOne.length)
                        .sum());
        putInt(1);
        putInt(0);
        putInt(TEXT);
        putInt(encoded.size());
        putInt(1);
        for (byte[] one : encoded) {
            putInt(one.length);
            put(one);
        }
    }

    /** Digits of base 10,000, the most significant first; the point stands after digit {@code weight}. */
    private void addNumber(BigDecimal number) {
        int scale = Math.max(0, number.scale());
        BigInteger rest =
                number.abs().setScale((scale + DIGITS - 1) / DIGITS * DIGITS).unscaledValue();
        Deque<Integer> digits = new ArrayDeque<>();
        while (rest.signum() > 0) {
            BigInteger[] parts = rest.divideAndRemainder(BASE);
            digits.push(parts[1].intValue());
            rest = parts[0];
        }
        putInt((4 + digits.size()) * Short.BYTES);
        putShort(digits.size());
        putShort(digits.size() - 1 - (scale + DIGITS - 1) / DIGITS);
        putShort(number.signum() < 0 ? 0x4000 : 0);
        putShort(scale);
        digits.forEach(this::putShort);
    }

    void add(long value) {
        putInt(Long.BYTES);
        putLong(value);
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
