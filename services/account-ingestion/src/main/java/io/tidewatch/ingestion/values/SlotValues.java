package io.tidewatch.ingestion.values;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * The values of an account. Those that were read stay packed until somebody asks for one: most that are computed again are the
 * same, which their bytes show. Used by one thread at a time.
 */
final class SlotValues {

    private List<SlotValue> inOrder;
    private byte[] packed;

    private SlotValues(List<SlotValue> inOrder, byte[] packed) {
        this.inOrder = inOrder;
        this.packed = packed;
    }

    /** These values, each slot once. */
    static SlotValues of(Collection<SlotValue> values) {
        List<SlotValue> inOrder = new ArrayList<>(values);
        inOrder.sort(Comparator.comparingInt(SlotValue::slot));
        return new SlotValues(inOrder, null);
    }

    /** Values as {@link PackedValues} has them. */
    static SlotValues packed(byte[] packed) {
        return new SlotValues(null, packed);
    }

    /** In ascending order of the slots. */
    List<SlotValue> inOrder() {
        if (inOrder == null) {
            inOrder = PackedValues.read(packed);
        }
        return inOrder;
    }

    /** The value in a slot; null where there is none. */
    SlotValue in(int slot) {
        int low = 0;
        int high = inOrder().size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            SlotValue value = inOrder.get(middle);
            if (value.slot() == slot) {
                return value;
            }
            if (value.slot() < slot) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return null;
    }

    byte[] packed() {
        if (packed == null) {
            packed = PackedValues.of(inOrder);
        }
        return packed;
    }

    boolean isSame(SlotValues other) {
        return Arrays.equals(packed(), other.packed());
    }
}
