package io.tidewatch.rule.compile;

import io.tidewatch.rule.playbook.PlaybookDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The judgements of some playbooks with small changes, each of which a story should notice. Each variant is a bundle with these
 * playbooks, others that take part in their stories, and the thresholds that open them. Compiling takes a second or two, mostly
 * whatever the number of playbooks. Close it to release the classes, which the variants share.
 */
public final class JudgementMutants implements AutoCloseable {
    private final CompiledBundle bundle;
    private final Set<String> changedPlaybooks;
    private final List<RuleSource> rules;
    private final List<RuleSource> changedRules = new ArrayList<>();
    private final List<Mutant> mutants = new ArrayList<>();
    private final RuleSessions sessions;

    /**
     * One variant.
     *
     * @param bundle judges by it
     * @param playbook the id of the playbook whose judgement was changed
     * @param file file of the rule that was changed
     * @param line its first line
     * @param change what was changed, as a part of a sentence
     */
    public record Mutant(CompiledBundle bundle, String playbook, String file, int line, String change) {}

    private record Changed(RuleSource before, RuleSource after, String change) {}

    private JudgementMutants(CompiledBundle bundle, Set<String> changedPlaybooks, Set<String> beside) {
        this.bundle = bundle;
        this.changedPlaybooks = changedPlaybooks;
        List<PlaybookDefinition> playbooks = bundle.playbooks().stream()
                .filter(playbook -> changedPlaybooks.contains(playbook.id()) || beside.contains(playbook.id()))
                .toList();
        Set<String> ids = playbooks.stream().map(PlaybookDefinition::id).collect(Collectors.toSet());
        List<CompiledThreshold> thresholds = bundle.compiledThresholds().stream()
                .filter(threshold -> playbooks.stream()
                        .anyMatch(playbook -> threshold.definition().id().equals(playbook.thresholdId())))
                .toList();
        this.rules = bundle.judgements().rules().stream()
                .filter(rule -> ids.contains(rule.metadata().get("playbook")))
                .toList();
        List<RuleSource> compiled = new ArrayList<>();
        thresholds.forEach(threshold -> threshold.rules().forEach(rule -> compiled.add(rule.source())));
        compiled.addAll(rules);
        List<Changed> changes =
                changes(compiled.stream().mapToInt(RuleSource::lastNumber).max().orElse(0) + 1);
        compiled.addAll(changedRules);
        List<RuleSessions.Part> parts = new DroolsBuild(bundle.vocabulary()).buildChecked(compiled);
        sessions = new RememberedSessions(parts);
        for (Changed change : changes) {
            JudgementRules judgements = bundle.judgements().with(rules, changedRules, change.before, change.after);
            mutants.add(new Mutant(
                    bundle.with(thresholds, playbooks, judgements, sessions),
                    change.before.metadata().get("playbook"),
                    change.before.file(),
                    change.before.line(),
                    change.change));
        }
    }

    /**
     * The variants of the judgements of playbooks.
     *
     * @param playbooks the ids of those whose judgements are changed
     * @param beside the ids of others that take part in their stories
     */
    public static JudgementMutants of(CompiledBundle bundle, Set<String> playbooks, Set<String> beside) {
        return new JudgementMutants(bundle, playbooks, beside);
    }

    private List<Changed> changes(int firstNumber) {
        List<Changed> changes = new ArrayList<>();
        for (RuleSource rule : rules) {
            if (!changedPlaybooks.contains(rule.metadata().get("playbook"))) {
                continue;
            }
            for (RuleChanges.Changed changed :
                    JudgementChanges.of(rule, bundle.vocabulary(), firstNumber + changedRules.size())) {
                changedRules.add(changed.rule());
                changes.add(new Changed(rule, changed.rule(), changed.change()));
            }
        }
        return changes;
    }

    /** The variants. */
    public List<Mutant> mutants() {
        return List.copyOf(mutants);
    }

    /** Releases the compiled classes. */
    @Override
    public void close() {
        sessions.dispose();
    }
}
