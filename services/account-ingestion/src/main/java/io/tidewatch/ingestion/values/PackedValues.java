package io.tidewatch.ingestion.values;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The form in which the values of an account are stored: a byte with the version of the form, how many values there are, and the
 * values in the order of their slots.
 *
 * <p>A value is the distance from the slot before, its state and which parts it has, and these parts. Numbers of any length are written
 * seven bits to a byte, the lowest first. A whole number is such a number; any other has the eight bytes of its binary form, so that every bit is
 * kept. A day is the distance from the day that was written before. A text is written where it occurs first; from then on, its place
 * among these texts stands for it.
 *
 * <p>Equal values have equal bytes, so that values that are stored already are recognized without being read.
 */
final class PackedValues {

    private static final byte VERSION = 1;
    private static final int STATE = 3;
    private static final int COVERED_THROUGH = 1 << 2;
    private static final int VALUE = 1 << 3;
    private static final int REASON = 1 << 4;
    private static final int NUMERATOR = 1 << 5;
    private static final int DENOMINATOR = 1 << 6;
    private static final int CURRENCY = 1 << 7;
    private static final int ANCHOR = 1 << 8;
    private static final int DETAILS = 1 << 9;

    /** Every whole number up to this one has a binary form of its own. */
    private static final long EXACT = 1L << 53;

    /** In the place of a whole number: the eight bytes of another one follow. Whole numbers are written doubled, so they are even. */
    private static final long NOT_WHOLE = 1;

    private PackedValues() {}

    /**
     * Packs values.
     *
     * @param values in ascending order of their slots, each slot once
     */
    static byte[] of(List<SlotValue> values) {
        Writer writer = new Writer();
        writer.bytes(new byte[] {VERSION});
        writer.unsigned(values.size());
        int slot = 0;
        for (SlotValue value : values) {
            writer.unsigned(value.slot() - slot);
            slot = value.slot();
            writer.value(value);
        }
        return writer.written();
    }

    /** The values, in ascending order of their slots. */
    static List<SlotValue> read(byte[] packed) {
        if (packed[0] != VERSION) {
            throw new IllegalStateException("The values were stored in the form " + packed[0] + ", which is not known");
        }
        Reader reader = new Reader(packed);
        int count = (int) reader.unsigned();
        List<SlotValue> values = new ArrayList<>(count);
        int slot = 0;
        for (int number = 0; number < count; number++) {
            slot += (int) reader.unsigned();
            values.add(reader.value(slot));
        }
        return values;
    }

    private static final class Writer {
        private final Map<String, Integer> texts = new HashMap<>();
        private byte[] bytes = new byte[4096];
        private int size;
        private long day;

        void value(SlotValue value) {
            unsigned(value.state().ordinal()
                    | part(COVERED_THROUGH, value.coveredThrough())
                    | part(VALUE, value.value())
                    | part(REASON, value.reason())
                    | part(NUMERATOR, value.numerator())
                    | part(DENOMINATOR, value.denominator())
                    | part(CURRENCY, value.currency())
                    | part(ANCHOR, value.anchor())
                    | (value.details().isEmpty() ? 0 : DETAILS));
            day(value.coveredThrough());
            number(value.value());
            text(value.reason());
            number(value.numerator());
            number(value.denominator());
            text(value.currency());
            day(value.anchor());
            if (!value.details().isEmpty()) {
                unsigned(value.details().size());
                value.details().forEach((name, text) -> {
                    text(name);
                    text(text);
                });
            }
        }

        private static int part(int bit, Object value) {
            return value == null ? 0 : bit;
        }

        private void number(Double value) {
            if (value == null) {
                return;
            }
            long bits = Double.doubleToLongBits(value);
            long whole = value.longValue();
            // By bits: -0.0 is another number than 0.
            if (whole >= -EXACT && whole <= EXACT && Double.doubleToLongBits(whole) == bits) {
                unsigned(zigzag(whole) << 1);
            } else {
                unsigned(NOT_WHOLE);
                room(Long.BYTES);
                for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
                    bytes[size++] = (byte) (bits >>> shift);
                }
            }
        }

        private void day(LocalDate value) {
            if (value != null) {
                unsigned(zigzag(value.toEpochDay() - day));
                day = value.toEpochDay();
            }
        }

        private void text(String value) {
            if (value == null) {
                return;
            }
            Integer known = texts.putIfAbsent(value, texts.size());
            unsigned(known == null ? texts.size() - 1 : known);
            if (known == null) {
                byte[] text = value.getBytes(StandardCharsets.UTF_8);
                unsigned(text.length);
                bytes(text);
            }
        }

        /** Numbers near 0 are short, whatever their sign. */
        private static long zigzag(long number) {
            return number << 1 ^ number >> 63;
        }

        void unsigned(long number) {
            room(10);
            long rest = number;
            while ((rest & ~0x7FL) != 0) {
                bytes[size++] = (byte) (rest | 0x80);
                rest >>>= 7;
            }
            bytes[size++] = (byte) rest;
        }

        void bytes(byte[] more) {
            room(more.length);
            System.arraycopy(more, 0, bytes, size, more.length);
            size += more.length;
        }

        private void room(int more) {
            if (bytes.length - size < more) {
                bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + more));
            }
        }

        byte[] written() {
            return Arrays.copyOf(bytes, size);
        }
    }

    private static final class Reader {
        private final List<String> texts = new ArrayList<>();
        private final byte[] bytes;
        private int at = 1;
        private long day;

        Reader(byte[] bytes) {
            this.bytes = bytes;
        }

        /** The arguments are read in the order in which {@link Writer#value} wrote them. */
        SlotValue value(int slot) {
            int parts = (int) unsigned();
            LocalDate coveredThrough = has(parts, COVERED_THROUGH) ? day() : null;
            Double value = has(parts, VALUE) ? number() : null;
            String reason = has(parts, REASON) ? text() : null;
            Double numerator = has(parts, NUMERATOR) ? number() : null;
            Double denominator = has(parts, DENOMINATOR) ? number() : null;
            String currency = has(parts, CURRENCY) ? text() : null;
            LocalDate anchor = has(parts, ANCHOR) ? day() : null;
            Map<String, String> details = has(parts, DETAILS) ? details() : Map.of();
            return new SlotValue(
                    slot,
                    SlotValue.State.of(parts & STATE),
                    value,
                    numerator,
                    denominator,
                    currency,
                    anchor,
                    coveredThrough,
                    reason,
                    details);
        }

        private static boolean has(int parts, int bit) {
            return (parts & bit) != 0;
        }

        private Double number() {
            long number = unsigned();
            if (number != NOT_WHOLE) {
                return (double) signed(number >>> 1);
            }
            long bits = 0;
            for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
                bits |= (bytes[at++] & 0xFFL) << shift;
            }
            return Double.longBitsToDouble(bits);
        }

        private LocalDate day() {
            day += signed(unsigned());
            return LocalDate.ofEpochDay(day);
        }

        private Map<String, String> details() {
            Map<String, String> details = new TreeMap<>();
            for (long rest = unsigned(); rest > 0; rest--) {
                String name = text();
                details.put(name, text());
            }
            return details;
        }

        private String text() {
            int place = (int) unsigned();
            if (place == texts.size()) {
                int length = (int) unsigned();
                texts.add(new String(bytes, at, length, StandardCharsets.UTF_8));
                at += length;
            }
            return texts.get(place);
        }

        private static long signed(long zigzag) {
            return zigzag >>> 1 ^ -(zigzag & 1);
        }

        long unsigned() {
            long number = 0;
            for (int shift = 0; ; shift += 7) {
                byte next = bytes[at++];
                number |= (next & 0x7FL) << shift;
                if (next >= 0) {
                    return number;
                }
            }
        }
    }
}
