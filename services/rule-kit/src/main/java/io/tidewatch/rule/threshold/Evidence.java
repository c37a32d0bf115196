package io.tidewatch.rule.threshold;

import java.util.List;

/**
 * Why a threshold was judged as it was.
 *
 * @param bundleHash the bundle that judged
 * @param file file of the rule that fired (or of the first rule of the threshold); null when no rule was judged
 * @param line its line; for a decision table the row
 * @param rule its name
 * @param bounds its conditions as written
 * @param values every metric value it read
 * @param sentence the reason in plain words; for UNKNOWN what is not known
 */
public record Evidence(
        String bundleHash,
        String file,
        int line,
        String rule,
        List<String> bounds,
        List<EvidenceValue> values,
        String sentence) {
    public Evidence {
        bounds = List.copyOf(bounds);
        values = List.copyOf(values);
    }

    /** Where no rule was judged: only the reason, as a sentence for people. */
    public static Evidence without(String bundleHash, String thresholdId, String why) {
        return new Evidence(bundleHash, null, 0, thresholdId, List.of(), List.of(), why);
    }

    /** The same with another reason. */
    Evidence because(String reason) {
        return new Evidence(bundleHash, file, line, rule, bounds, values, reason);
    }
}
