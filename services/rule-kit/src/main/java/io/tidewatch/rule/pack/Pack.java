package io.tidewatch.rule.pack;

import java.util.List;
import java.util.stream.Stream;

/**
 * The thresholds for the accounts of one business model.
 *
 * @param name the business model, or {@link Packs#EVERYONE}
 * @param start with which a new installation begins, the most important one first
 * @param further those that are a switch away, the most important one first
 * @param on those of both that watch the accounts, in the order of the two lists
 */
public record Pack(String name, List<String> start, List<String> further, List<String> on) {
    public Pack {
        start = List.copyOf(start);
        further = List.copyOf(further);
        on = List.copyOf(on);
    }

    /** All thresholds of the pack, the most important one first. */
    public List<String> thresholds() {
        return Stream.concat(start.stream(), further.stream()).toList();
    }

    /** Those that are off, the most important one first. */
    public List<String> off() {
        return thresholds().stream().filter(id -> !on.contains(id)).toList();
    }
}
