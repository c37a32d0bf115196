package io.tidewatch.rule.compile;

import io.tidewatch.metric.reading.ProblemList;
import io.tidewatch.rule.playbook.EscalationDefinition;
import io.tidewatch.rule.playbook.PlaybookDefinition;
import io.tidewatch.spelling.Spelling;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Checks the playbooks that other playbooks open. They have no flag of their own and open no further ones, so that no circle of
 * playbooks goes on for ever.
 */
final class OpenedPlaybooks {
    private final Map<String, PlaybookDefinition> playbooks;
    private final Map<String, Map<String, Integer>> lines;
    private final ProblemList problems;
    private final List<String> withoutFlag;
    /** Playbook and threshold: one run of them per raising. */
    private final Set<List<String>> openers = new HashSet<>();

    private OpenedPlaybooks(
            Map<String, PlaybookDefinition> playbooks, Map<String, Map<String, Integer>> lines, ProblemList problems) {
        this.playbooks = playbooks;
        this.lines = lines;
        this.problems = problems;
        this.withoutFlag = playbooks.values().stream()
                .filter(playbook -> playbook.thresholdId() == null)
                .map(PlaybookDefinition::id)
                .toList();
    }

    /**
     * Checks all playbooks of a bundle.
     *
     * @param lines playbook → key of a step → its line
     */
    static void check(
            Map<String, PlaybookDefinition> playbooks, Map<String, Map<String, Integer>> lines, ProblemList problems) {
        OpenedPlaybooks check = new OpenedPlaybooks(playbooks, lines, problems);
        int before = problems.size();
        Set<String> opened = new HashSet<>();
        playbooks.values().forEach(playbook -> playbook.escalations().stream()
                .filter(escalation -> escalation.opens() != null)
                .forEach(escalation -> {
                    check.check(playbook, escalation);
                    opened.add(escalation.opens());
                }));
        if (problems.size() > before) {
            // A name that is misspelt where it is opened is reported there.
            return;
        }
        check.withoutFlag.stream()
                .filter(id -> !opened.contains(id))
                .forEach(id -> problems.add(
                        playbooks.get(id).file(),
                        0,
                        "Nothing opens the playbook '" + id
                                + "'. Give it a 'flag', or let an escalation of another playbook open"
                                + " it with 'opens: " + id + "'."));
    }

    private void check(PlaybookDefinition playbook, EscalationDefinition escalation) {
        String opened = escalation.opens();
        if (!playbooks.containsKey(opened)) {
            problem(
                    playbook,
                    escalation,
                    "No playbook has the id '" + opened + "'.",
                    Spelling.closest(opened, withoutFlag));
        } else if (!withoutFlag.contains(opened)) {
            problem(
                    playbook,
                    escalation,
                    "The playbook '" + opened
                            + "' has a flag of its own, which opens it. A playbook that others open has none.",
                    null);
        } else if (playbook.thresholdId() == null) {
            problem(playbook, escalation, "A playbook that others open cannot open another one.", null);
        } else if (!openers.add(List.of(opened, playbook.thresholdId()))) {
            problem(
                    playbook,
                    escalation,
                    "The playbook '" + opened + "' is opened twice for the flag '" + playbook.thresholdId() + "'.",
                    null);
        }
    }

    private void problem(
            PlaybookDefinition playbook, EscalationDefinition escalation, String sentence, String suggestion) {
        int line = lines.get(playbook.id()).getOrDefault(escalation.id(), 0);
        problems.add(playbook.file(), line, sentence, suggestion);
    }
}
