package io.tidewatch.rule.compile;

import io.tidewatch.metric.reading.ProblemList;
import io.tidewatch.rule.journey.JourneyDefinition;
import io.tidewatch.rule.journey.JourneyStep;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes of the rule that asks for a step of a journey all rules that come of one small change of the step, such as a mistake
 * would be: its days moved by one, a bound of its condition moved, the condition forgotten.
 */
final class JourneyChanges {
    private final JourneyDefinition journey;
    private final Vocabulary vocabulary;
    private final List<RuleChanges.Changed> changes = new ArrayList<>();
    private int nextNumber;

    private JourneyChanges(JourneyDefinition journey, Vocabulary vocabulary, int firstNumber) {
        this.journey = journey;
        this.vocabulary = vocabulary;
        this.nextNumber = firstNumber;
    }

    /** All changes of a step; the numbers of their rules begin with {@code firstNumber}. */
    static List<RuleChanges.Changed> of(
            JourneyDefinition journey, JourneyStep step, RuleSource rule, Vocabulary vocabulary, int firstNumber) {
        JourneyChanges changes = new JourneyChanges(journey, vocabulary, firstNumber);
        for (int by : List.of(1, -1)) {
            changes.days(step, "dueAfter", step.dueAfterDays(), by);
            changes.days(step, "lead", step.leadDays(), by);
        }
        for (String met : ConditionChanges.of(step.met())) {
            String change = "in 'met' " + ConditionChanges.becomes(step.met(), met);
            changes.add(with(step, step.dueAfterDays(), step.leadDays(), met), change);
        }
        RuleChanges.withoutLast(rule, vocabulary, changes.nextNumber, "'met' is left out")
                .ifPresent(changes.changes::add);
        return changes.changes;
    }

    private void days(JourneyStep step, String key, int days, int by) {
        boolean due = key.equals("dueAfter");
        JourneyStep changed =
                with(step, step.dueAfterDays() + (due ? by : 0), step.leadDays() + (due ? 0 : by), step.met());
        // The check of the file refuses what would open before the journey starts.
        if (changed.leadDays() >= 1 && changed.leadDays() <= changed.dueAfterDays()) {
            add(changed, "'" + key + ": " + days + "d' becomes '" + key + ": " + (days + by) + "d'");
        }
    }

    private static JourneyStep with(JourneyStep step, int dueAfterDays, int leadDays, String met) {
        return new JourneyStep(
                step.id(),
                step.thresholdId(),
                step.name(),
                step.task(),
                dueAfterDays,
                leadDays,
                met,
                step.metricId(),
                step.metSinceMetricId(),
                step.guidance(),
                step.messageId(),
                step.line());
    }

    private void add(JourneyStep step, String change) {
        JourneyDefinition changed = new JourneyDefinition(
                journey.id(),
                journey.name(),
                journey.about(),
                journey.attributes(),
                journey.startMetricId(),
                journey.owner(),
                journey.stallDays(),
                journey.missedAfterDays(),
                null,
                List.of(step),
                journey.file());
        ProblemList refused = new ProblemList();
        List<RuleSource> rules = JourneyRules.thresholds(changed, vocabulary, nextNumber, refused);
        if (refused.isEmpty()) {
            RuleSource due = rules.stream()
                    .filter(rule -> rule.outcome().equals(step.thresholdId()))
                    .findFirst()
                    .orElseThrow();
            nextNumber = due.lastNumber() + 1;
            changes.add(new RuleChanges.Changed(due, change));
        }
    }
}
