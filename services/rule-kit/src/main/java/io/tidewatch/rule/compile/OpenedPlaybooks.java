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
    private final ProblemList problems;
    private final List<String> withoutFlag;
    /** Playbook and threshold: one run of them per raising. */
    private final Set<List<String>> openers = new HashSet<>();

    private OpenedPlaybooks(Map<String, PlaybookDefinition> playbooks, ProblemList problems) {
        this.playbooks = playbooks;
        this.problems = problems;
        this.withoutFlag = playbooks.values().stream()
                .filter(playbook -> playbook.thresholdId() == null)
                .map(PlaybookDefinition::id)
                .toList();
    }

    static void check(Map<String, PlaybookDefinition> playbooks, ProblemList problems) {
        OpenedPlaybooks check = new OpenedPlaybooks(playbooks, problems);
        Set<String> opened = new HashSet<>();
        playbooks.values().forEach(playbook -> playbook.escalations().stream()
                .filter(escalation -> escalation.opens() != null)
                .forEach(escalation -> {
                    check.check(playbook, escalation);
                    opened.add(escalation.opens());
                }));
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
            problem(playbook, "There is no playbook '" + opened + "'.", Spelling.closest(opened, withoutFlag));
        } else if (!withoutFlag.contains(opened)) {
            problem(
                    playbook,
                    "The playbook '" + opened
                            + "' has a flag of its own, which opens it. A playbook that others open has none.",
                    null);
        } else if (playbook.thresholdId() == null) {
            problem(playbook, "A playbook that others open cannot open another one.", null);
        } else if (!openers.add(List.of(opened, playbook.thresholdId()))) {
            problem(
                    playbook,
                    "The playbook '" + opened + "' is opened twice for the flag '" + playbook.thresholdId() + "'.",
                    null);
        }
    }

    private void problem(PlaybookDefinition playbook, String sentence, String suggestion) {
        problems.add(playbook.file(), 0, sentence, suggestion);
    }
}
