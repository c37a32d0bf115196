package io.tidewatch.rule.compile;

import io.tidewatch.metric.reading.ProblemList;
import java.util.ArrayList;
import java.util.List;

/** Makes of one judgement all rules that differ from it by one small change, such as a mistake would be. */
final class JudgementChanges {
    private final RuleSource rule;
    private final Vocabulary vocabulary;
    private final List<List<String>> conditions;
    private final List<RuleChanges.Changed> changes = new ArrayList<>();
    private int nextNumber;

    private JudgementChanges(RuleSource rule, Vocabulary vocabulary, int firstNumber) {
        this.rule = rule;
        this.vocabulary = vocabulary;
        this.nextNumber = firstNumber;
        this.conditions = rule.patterns().stream()
                .map(pattern -> pattern.parts().stream().map(Term::drl).toList())
                .toList();
    }

    /** All changes of a rule, numbered from {@code firstNumber} on without a gap. */
    static List<RuleChanges.Changed> of(RuleSource rule, Vocabulary vocabulary, int firstNumber) {
        JudgementChanges changes = new JudgementChanges(rule, vocabulary, firstNumber);
        for (int pattern = 0; pattern < changes.conditions.size(); pattern++) {
            changes.changePattern(pattern);
        }
        return changes.changes;
    }

    private void changePattern(int pattern) {
        List<String> own = conditions.get(pattern);
        for (int index = 0; index < own.size(); index++) {
            String before = own.get(index);
            for (String after : ConditionChanges.of(before)) {
                List<String> changed = new ArrayList<>(own);
                changed.set(index, after);
                add(pattern, changed, ConditionChanges.becomes(before, after));
            }
            List<String> others = new ArrayList<>(own);
            others.remove(index);
            add(pattern, others, ConditionChanges.leftOut(before));
        }
    }

    private void add(int pattern, List<String> changed, String change) {
        List<List<String>> all = new ArrayList<>(conditions);
        all.set(pattern, changed);
        ProblemList refused = new ProblemList();
        List<RuleSource> read = RuleFile.read(
                rule.file(),
                drl(all),
                RuleForm.JUDGEMENT,
                vocabulary,
                nextNumber,
                unused -> Place.line(rule.line()),
                refused);
        // What the check refuses, such as a pattern without account == $run.account, nobody can get wrong.
        if (refused.isEmpty()) {
            changes.add(new RuleChanges.Changed(read.getFirst(), change));
            nextNumber++;
        }
    }

    private String drl(List<List<String>> all) {
        StringBuilder drl = new StringBuilder("package rules;\nrule \"changed\"\n@playbook(\"")
                .append(rule.metadata().get("playbook"))
                .append("\")\nwhen\n");
        for (int index = 0; index < all.size(); index++) {
            RuleSource.Pattern pattern = rule.patterns().get(index);
            drl.append(pattern.name() == null ? "" : pattern.name() + " : ")
                    .append(pattern.type())
                    .append("( ")
                    .append(String.join(", ", all.get(index)))
                    .append(" )\n");
        }
        return drl.append("then\njudgements.hold(")
                .append(rule.target())
                .append(", \"")
                .append(rule.outcome())
                .append(rule.witness() == null ? "\"" : "\", " + rule.witness())
                .append(");\nend\n")
                .toString();
    }
}
