package io.tidewatch.ingestion.values;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The values of an account. Those that were read stay packed until somebody asks for one: most that are computed again are the
 * same, which their bytes show. Used by one thread at a time.
 */
final class SlotValues {

    private SortedMap<Integer, SlotValue> bySlot;
    private byte[] packed;

    private SlotValues(SortedMap<Integer, SlotValue> bySlot, byte[] packed) {
        this.bySlot = bySlot;
        this.packed = packed;
    }

    /** These values, each slot once. */
    static SlotValues of(Collection<SlotValue> values) {
        return new SlotValues(sorted(values), null);
    }

    /** Values as {@link PackedValues} has them. */
    static SlotValues packed(byte[] packed) {
        return new SlotValues(null, packed);
    }

    SortedMap<Integer, SlotValue> bySlot() {
        if (bySlot == null) {
            bySlot = sorted(PackedValues.read(packed));
        }
        return bySlot;
    }

    byte[] packed() {
        if (packed == null) {
            packed = PackedValues.of(List.copyOf(bySlot.values()));
        }
        return packed;
    }

    boolean isSame(SlotValues other) {
        return Arrays.equals(packed(), other.packed());
    }

    private static SortedMap<Integer, SlotValue> sorted(Collection<SlotValue> values) {
        SortedMap<Integer, SlotValue> sorted = new TreeMap<>();
        values.forEach(value -> sorted.put(value.slot(), value));
        return sorted;
    }
}
