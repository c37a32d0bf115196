package io.tidewatch.rule.compile;

import io.tidewatch.metric.reading.ProblemList;
import io.tidewatch.rule.playbook.Judgement;
import io.tidewatch.rule.playbook.PlaybookDefinition;
import io.tidewatch.spelling.Spelling;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The judgement rules of a bundle: rule number → playbook and what the rule holds. */
final class JudgementRules {
    private static final Set<Judgement> FROM_TOUCHPOINTS = Set.of(Judgement.RESPONSE, Judgement.STRATEGIC_CONVERSATION);
    private static final Set<String> FROM_JUDGEMENTS =
            Set.of("response", "respondedAfterDays", "respondedAfterDaysUnknown", "strategicConversation");

    private final Map<Integer, Held> byRule = new HashMap<>();
    private final int count;
    /** Further patterns, beside the run, of each rule. */
    private final List<Integer> joins;

    private record Held(String playbook, Judgement judgement) {}

    private JudgementRules(List<RuleSource> rules) {
        this.count = rules.size();
        this.joins = rules.stream().map(rule -> rule.patterns().size() - 1).toList();
    }

    /** How many combinations of touchpoints all rules together look at. */
    long combinations(int touchpoints) {
        return joins.stream()
                .mapToLong(patterns -> Math.round(Math.pow(touchpoints, patterns)))
                .sum();
    }

    /** How many rules there are. */
    int count() {
        return count;
    }

    /** What the rule holds, if it belongs to the playbook; else null. */
    Judgement held(int rule, String playbook) {
        Held held = byRule.get(rule);
        return held != null && held.playbook.equals(playbook) ? held.judgement : null;
    }

    /** Sorts and checks judgement rules against the playbooks. */
    static JudgementRules of(List<RuleSource> rules, Map<String, PlaybookDefinition> playbooks, ProblemList problems) {
        JudgementRules judgements = new JudgementRules(rules);
        rules.forEach(rule -> judgements.add(rule, playbooks.keySet(), problems));
        playbooks.values().forEach(playbook -> judgements.requireComplete(playbook, problems));
        return judgements;
    }

    private void add(RuleSource rule, Collection<String> playbooks, ProblemList problems) {
        String playbook = rule.metadata().get("playbook");
        if (!playbooks.contains(playbook)) {
            rule.problem(
                    problems,
                    "playbook",
                    "There is no playbook '" + playbook + "'.",
                    Spelling.closest(playbook, playbooks));
            return;
        }
        Judgement judgement = Arrays.stream(Judgement.values())
                .filter(known -> known.word().equals(rule.outcome()))
                .findFirst()
                .orElse(null);
        if (judgement == null) {
            List<String> words =
                    Arrays.stream(Judgement.values()).map(Judgement::word).toList();
            problems.add(
                    rule.file(),
                    rule.line(),
                    "A judgement must be one of " + String.join(", ", words) + ", not '" + rule.outcome() + "'.",
                    Spelling.closest(rule.outcome(), words));
            return;
        }
        if (judgement == Judgement.RESPONSE && rule.witness() == null) {
            problems.add(
                    rule.file(),
                    rule.line(),
                    "A response must name its touchpoint: judgements.hold($run, \"response\", $touchpoint);");
        }
        boolean circular = FROM_TOUCHPOINTS.contains(judgement)
                && rule.patterns().getFirst().reads().stream().anyMatch(FROM_JUDGEMENTS::contains);
        if (circular) {
            problems.add(
                    rule.file(),
                    rule.line(),
                    "'" + rule.outcome() + "' is judged first, so it cannot read other judgements.");
        }
        byRule.put(rule.number(), new Held(playbook, judgement));
    }

    private void requireComplete(PlaybookDefinition playbook, ProblemList problems) {
        for (Judgement needed : Judgement.values()) {
            boolean used = needed == Judgement.SUCCESS
                    || needed == Judgement.FAILURE
                    || (playbook.reminder() != null && playbook.reminder().unless() == needed)
                    || playbook.escalations().stream().anyMatch(escalation -> escalation.unless() == needed);
            if (used && !byRule.containsValue(new Held(playbook.id(), needed))) {
                problems.add(
                        playbook.file(),
                        0,
                        "No rule in playbooks/ calls judgements.hold with '" + needed.word() + "' for the playbook '"
                                + playbook.id() + "'.");
            }
        }
    }
}
