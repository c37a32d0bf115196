package io.tidewatch.ingestion.values;

import io.tidewatch.ingestion.packing.ByteReader;
import io.tidewatch.ingestion.packing.ByteWriter;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The form in which the values of an account are stored: how many values there are, and the values in the order of their slots.
 *
 * <p>A value is the distance from the slot before, its state and which parts it has, and these parts. A whole number is as short as it can
 * be; any other has the eight bytes of its binary form, so that every bit is kept. A day is the distance from the day that was written
 * before. A text is written where it occurs first; from then on, its place among these texts stands for it.
 *
 * <p>Equal values have equal bytes, so that values that are stored already are recognized without being read.
 */
final class PackedValues {

    private static final byte FORM = 1;
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
        writer.to.unsigned(values.size());
        int slot = 0;
        for (SlotValue value : values) {
            writer.to.unsigned(value.slot() - slot);
            slot = value.slot();
            writer.value(value);
        }
        return writer.to.written();
    }

    /**
     * The values, in ascending order of their slots.
     *
     * @throws IllegalStateException when they were stored in another form
     */
    static List<SlotValue> read(byte[] packed) {
        Reader reader = new Reader(packed);
        int count = (int) reader.from.unsigned();
        List<SlotValue> values = new ArrayList<>(count);
        int slot = 0;
        for (int number = 0; number < count; number++) {
            slot += (int) reader.from.unsigned();
            values.add(reader.value(slot));
        }
        return values;
    }

    private static final class Writer {
        private final ByteWriter to = new ByteWriter(FORM);
        private final Map<String, Integer> texts = new HashMap<>();
        private long day;

        void value(SlotValue value) {
            to.unsigned(value.state().ordinal()
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
                to.unsigned(value.details().size());
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
                to.signed(2 * whole);
            } else {
                to.signed(NOT_WHOLE);
                to.bits(bits);
            }
        }

        private void day(LocalDate value) {
            if (value != null) {
                to.signed(value.toEpochDay() - day);
                day = value.toEpochDay();
            }
        }

        private void text(String value) {
            if (value == null) {
                return;
            }
            Integer known = texts.putIfAbsent(value, texts.size());
            to.unsigned(known == null ? texts.size() - 1 : known);
            if (known == null) {
                to.text(value);
            }
        }
    }

    private static final class Reader {
        private final ByteReader from;
        private final List<String> texts = new ArrayList<>();
        private long day;

        Reader(byte[] packed) {
            this.from = new ByteReader(FORM, packed);
        }

        /** The arguments are read in the order in which {@link Writer#value} wrote them. */
        SlotValue value(int slot) {
            int parts = (int) from.unsigned();
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
            long number = from.signed();
            return number == NOT_WHOLE ? Double.longBitsToDouble(from.bits()) : (double) (number / 2);
        }

        private LocalDate day() {
            day += from.signed();
            return LocalDate.ofEpochDay(day);
        }

        private Map<String, String> details() {
            Map<String, String> details = new TreeMap<>();
            for (long rest = from.unsigned(); rest > 0; rest--) {
                String name = text();
                details.put(name, text());
            }
            return details;
        }

        private String text() {
            int place = (int) from.unsigned();
            if (place == texts.size()) {
                texts.add(from.text());
            }
            return texts.get(place);
        }
    }
}
