package io.tidewatch.ingestion.values;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The form in which values are stored: what is read is what was written, and equal values are equal bytes. */
class PackedValuesTest {

    private static final LocalDate DAY = LocalDate.of(2026, 11, 28);
    private static final int PARTS = 8;

    @Test
    void eachStateWithAnyPartsIsReadAsItWasWritten() {
        List<SlotValue> values = new ArrayList<>();
        for (SlotValue.State state : SlotValue.State.values()) {
            for (int parts = 0; parts < 1 << PARTS; parts++) {
                values.add(withParts(values.size() + 1, state, parts));
            }
        }
        assertThat(reread(values)).isEqualTo(values);
    }

    private static SlotValue withParts(int slot, SlotValue.State state, int parts) {
        return new SlotValue(
                slot,
                state,
                has(parts, 0) ? Double.valueOf(slot / 8.0) : null,
                has(parts, 1) ? Double.valueOf(slot) : null,
                has(parts, 2) ? Double.valueOf(-slot) : null,
                has(parts, 3) ? "EUR" : null,
                has(parts, 4) ? DAY.minusDays(slot) : null,
                has(parts, 5) ? DAY : null,
                has(parts, 6) ? "No record of ticket counts, " + slot % 5 + "." : null,
                has(parts, 7) ? Map.of("tickets", Integer.toString(slot), "currency", "EUR") : Map.of());
    }

    private static boolean has(int parts, int part) {
        return (parts & 1 << part) != 0;
    }

    @ParameterizedTest
    @ValueSource(
            doubles = {
                0,
                -0.0,
                1,
                -1,
                0.1,
                -1.0 / 3,
                63,
                64,
                -64,
                -65,
                123_456_789_012.0,
                0x1p53,
                -0x1p53,
                0x1p53 + 2,
                0x1p62,
                0x1p63,
                -0x1p63,
                1e300,
                -1e-300,
                Double.MIN_VALUE,
                Double.MAX_VALUE,
                -Double.MAX_VALUE,
                Double.POSITIVE_INFINITY
            })
    void aNumberKeepsEveryBit(double number) {
        SlotValue value =
                new SlotValue(7, SlotValue.State.KNOWN, number, -number, number, null, null, null, null, Map.of());
        SlotValue read = reread(List.of(value)).getFirst();
        assertThat(bits(read.value())).isEqualTo(bits(number));
        assertThat(bits(read.numerator())).isEqualTo(bits(-number));
        assertThat(bits(read.denominator())).isEqualTo(bits(number));
    }

    private static long bits(double number) {
        return Double.doubleToRawLongBits(number);
    }

    @Test
    void aDayMayLieFarFromTheOneBeforeIt() {
        List<LocalDate> days = List.of(
                LocalDate.MAX, LocalDate.MIN, LocalDate.EPOCH, LocalDate.EPOCH.minusDays(1), DAY, LocalDate.MAX, DAY);
        List<SlotValue> values = new ArrayList<>();
        for (int number = 0; number < days.size(); number++) {
            values.add(new SlotValue(
                    number + 1,
                    SlotValue.State.KNOWN,
                    null,
                    null,
                    null,
                    null,
                    days.get(number),
                    days.get(days.size() - 1 - number),
                    null,
                    Map.of()));
        }
        assertThat(reread(values)).isEqualTo(values);
    }

    @Test
    void aTextMayBeEmptyOrLongOrOfAnyLetters() {
        List<String> reasons =
                new ArrayList<>(List.of("", "x".repeat(127), "x".repeat(128), "y".repeat(20_000), "Ö€😀\0"));
        // More texts than one byte can number.
        for (int number = 0; number < 300; number++) {
            reasons.add("reason " + number);
        }
        reasons.addAll(List.copyOf(reasons));
        List<SlotValue> values = new ArrayList<>();
        for (String reason : reasons) {
            values.add(absent(values.size() + 1, reason));
        }
        assertThat(reread(values)).isEqualTo(values);
    }

    private static SlotValue absent(int slot, String reason) {
        return new SlotValue(slot, SlotValue.State.ABSENT, null, null, null, null, null, null, reason, Map.of());
    }

    @Test
    void slotsMayLieFarApartAndThereMayBeNone() {
        List<SlotValue> values = List.of(absent(0, "a"), absent(300, "b"), absent(Integer.MAX_VALUE, "a"));
        assertThat(reread(values)).isEqualTo(values);
        assertThat(reread(List.of())).isEmpty();
    }

    @Test
    void anyValuesAreReadAsTheyWereWrittenAndWrittenAsTheyWereRead() {
        Random random = new Random(1);
        for (int row = 0; row < 500; row++) {
            List<SlotValue> values = new ArrayList<>();
            int slot = 0;
            for (int number = random.nextInt(200); number > 0; number--) {
                slot += 1 + random.nextInt(3);
                values.add(any(slot, random));
            }
            byte[] packed = PackedValues.of(values);
            List<SlotValue> read = PackedValues.read(packed);
            assertThat(read).isEqualTo(values);
            assertThat(PackedValues.of(read)).isEqualTo(packed);
        }
    }

    private static SlotValue any(int slot, Random random) {
        SlotValue.State[] states = SlotValue.State.values();
        return new SlotValue(
                slot,
                states[random.nextInt(states.length)],
                number(random),
                number(random),
                number(random),
                random.nextBoolean() ? "USD" : null,
                random.nextBoolean() ? DAY.plusDays(random.nextInt(2_000) - 1_000) : null,
                random.nextBoolean() ? DAY.plusDays(random.nextInt(3)) : null,
                random.nextBoolean() ? "reason " + random.nextInt(40) : null,
                random.nextInt(10) == 0 ? Map.of("detail", "reason " + random.nextInt(40)) : Map.of());
    }

    private static Double number(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> null;
            case 1 -> random.nextGaussian() * 1e6;
            case 2 -> (double) random.nextInt();
            default -> (double) random.nextInt(200);
        };
    }

    @Test
    void theOrderInWhichValuesComeMakesNoDifference() {
        List<SlotValue> values = new ArrayList<>();
        for (int slot = 1; slot <= 50; slot++) {
            values.add(withParts(slot, SlotValue.State.KNOWN, 5 * slot));
        }
        SlotValues ordered = SlotValues.of(values);
        Collections.reverse(values);
        assertThat(SlotValues.of(values).isSame(ordered)).isTrue();
        SlotValues read = SlotValues.packed(ordered.packed());
        assertThat(read.inOrder()).isEqualTo(ordered.inOrder());
        assertThat(values).allSatisfy(value -> assertThat(read.in(value.slot())).isEqualTo(value));
        assertThat(read.in(0)).isNull();
        assertThat(read.in(51)).isNull();
    }

    @Test
    void valuesThatDifferInOnePartAreNotTheSame() {
        SlotValues all = SlotValues.of(List.of(withParts(9, SlotValue.State.KNOWN, 0xFF)));
        for (int part = 0; part < PARTS; part++) {
            SlotValues without = SlotValues.of(List.of(withParts(9, SlotValue.State.KNOWN, 0xFF & ~(1 << part))));
            assertThat(without.isSame(all)).isFalse();
        }
        assertThat(SlotValues.of(List.of(withParts(9, SlotValue.State.ABSENT, 0xFF)))
                        .isSame(all))
                .isFalse();
    }

    @Test
    void valuesInAFormThatIsNotKnownAreRefused() {
        byte[] packed = PackedValues.of(List.of(absent(1, "a")));
        packed[0]++;
        assertThatThrownBy(() -> PackedValues.read(packed)).hasMessageContaining("form 2");
    }

    private static List<SlotValue> reread(List<SlotValue> values) {
        return PackedValues.read(PackedValues.of(values));
    }
}
