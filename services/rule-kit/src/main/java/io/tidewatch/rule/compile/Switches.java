package io.tidewatch.rule.compile;

import io.tidewatch.rule.pack.Pack;
import io.tidewatch.rule.pack.Packs;
import io.tidewatch.rule.threshold.AccountAttribute;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The thresholds that are off for an account, by its business model. They are looked up, so that judging takes no longer. */
final class Switches {
    private static final int[] NONE = {};

    private final int place;
    private final Map<String, int[]> off = new HashMap<>();

    /**
     * The switches of thresholds.
     *
     * @param ids in the order in which the thresholds are decided
     */
    Switches(Packs packs, List<String> ids, Vocabulary vocabulary) {
        this.place = vocabulary.place(AccountAttribute.BUSINESS_MODEL);
        off.put(null, off(packs, ids, null));
        packs.packs().stream().map(Pack::name).forEach(model -> off.put(model, off(packs, ids, model)));
    }

    private static int[] off(Packs packs, List<String> ids, String model) {
        return IntStream.range(0, ids.size())
                .filter(index -> !packs.isOn(ids.get(index), model))
                .toArray();
    }

    /** The places of the thresholds that are off for the account. */
    int[] offFor(AccountRow row) {
        return off.size() == 1 ? NONE : off.getOrDefault(row.text(place), NONE);
    }
}
