package io.tidewatch.rule.pack;

import java.util.List;
import java.util.stream.Stream;

/**
 * Which thresholds watch the accounts of which business model.
 *
 * @param packs in the order of the file; none when every threshold watches every account
 */
public record Packs(List<Pack> packs) {
    /** The file of a bundle that says so. */
    public static final String FILE = "thresholds/packs.yaml";
    /** The pack for the accounts of all business models. */
    public static final String EVERYONE = "EVERYONE";
    /** Of a bundle without the file: every threshold watches every account. */
    public static final Packs NONE = new Packs(List.of());

    public Packs {
        packs = List.copyOf(packs);
    }

    /**
     * Whether a threshold watches the accounts of a business model. One that no pack lists watches all accounts; of those written
     * in the folder {@code thresholds} each is listed.
     *
     * @param businessModel null when it is unknown: those accounts are watched by every threshold that is on for anybody, because a
     *     missing attribute must not hide a risk
     */
    public boolean isOn(String thresholdId, String businessModel) {
        return packs.stream().noneMatch(pack -> pack.thresholds().contains(thresholdId))
                || packs.stream()
                        .filter(pack -> businessModel == null
                                || pack.name().equals(businessModel)
                                || pack.name().equals(EVERYONE))
                        .anyMatch(pack -> pack.on().contains(thresholdId));
    }

    /** The thresholds that a switch would turn on for the accounts of a business model: those of its pack, then those of everyone. */
    public List<String> off(String businessModel) {
        return Stream.of(businessModel, EVERYONE)
                .flatMap(name -> packs.stream().filter(pack -> pack.name().equals(name)))
                .flatMap(pack -> pack.off().stream())
                .distinct()
                .toList();
    }
}
