package io.tidewatch.rule.scenario;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the scenarios of one file are about: the thresholds and the steps of playbooks that they name. Nothing else is
 * compared, so that a new threshold or playbook breaks no scenario that does not mention it.
 *
 * @param thresholds ids of thresholds; empty when none is named, and then all count
 * @param steps steps of playbooks; empty when none is named, and then all count
 */
record Subject(Set<String> thresholds, Set<String> steps) {
    Subject() {
        this(new TreeSet<>(), new TreeSet<>());
    }

    boolean isAbout(String threshold) {
        return thresholds.isEmpty() || thresholds.contains(threshold);
    }

    /** Whether the file names one of these steps. */
    boolean namesOneOf(List<String> ofPlaybook) {
        return steps.isEmpty() || ofPlaybook.stream().anyMatch(steps::contains);
    }
}
