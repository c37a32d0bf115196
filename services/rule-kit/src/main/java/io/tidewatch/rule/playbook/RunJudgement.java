package io.tidewatch.rule.playbook;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the judgements of a playbook hold of a run at one time.
 *
 * @param held the words of the playbook that hold, each with its instant
 * @param success whether it has worked
 * @param failure whether it has failed
 */
public record RunJudgement(Map<String, Instant> held, boolean success, boolean failure) {
    public RunJudgement {
        held = sorted(held);
    }

    /** True when the given word holds. */
    public boolean holds(String word) {
        return held.containsKey(word);
    }

    /** An unmodifiable copy, ordered by word. */
    static SortedMap<String, Instant> sorted(Map<String, Instant> held) {
        return Collections.unmodifiableSortedMap(new TreeMap<>(held));
    }
}
