package io.tidewatch.rule.compile;

import io.tidewatch.metric.reading.FileProblem;
import io.tidewatch.rule.fact.FiredRules;
import io.tidewatch.rule.fact.Flags;
import io.tidewatch.rule.fact.Judgements;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Predicate;

/**
 * Notes which rules of a bundle fire, and which stay silent although they are about the account and know all that they read.
 * For one thread.
 */
public final class RuleCoverage {
    private final CompiledBundle bundle;
    private final CompiledBundle watched;
    private final BitSet fired = new BitSet();
    private final BitSet silent = new BitSet();
    private Predicate<String> thresholds = id -> true;
    private Predicate<String> playbooks = id -> true;

    /** Of a bundle that is compiled; it stays as it is. */
    public RuleCoverage(CompiledBundle bundle) {
        this.bundle = bundle;
        this.watched = bundle.with(bundle.sessions().watchedBy(this));
    }

    /** The same bundle; what is judged by it is noted. Not to be closed. */
    public CompiledBundle watched() {
        return watched;
    }

    /** What is judged from now on counts only for these thresholds and playbooks. */
    public void countOnly(Predicate<String> thresholds, Predicate<String> playbooks) {
        this.thresholds = thresholds;
        this.playbooks = playbooks;
    }

    /** Adds what another one noted of the same bundle. */
    public void add(RuleCoverage other) {
        fired.or(other.fired);
        silent.or(other.silent);
    }

    void judged(List<AccountRow> rows, Flags flags) {
        for (CompiledThreshold threshold : bundle.compiledThresholds()) {
            if (thresholds.test(threshold.definition().id())) {
                for (RuleSource rule : ownTests(threshold)) {
                    for (int index = 0; index < rows.size(); index++) {
                        note(rule, rows.get(index), flags.of(index));
                    }
                }
            }
        }
    }

    /** The rules that need scenarios; rows of tables and steps of journeys do not, see {@link RowChecks}. */
    private static List<RuleSource> ownTests(CompiledThreshold threshold) {
        return RowChecks.covers(threshold)
                ? List.of()
                : threshold.rules().stream().map(CompiledThreshold.Rule::source).toList();
    }

    private void note(RuleSource rule, AccountRow row, FiredRules firedNow) {
        boolean outside = rule.outside() != null && firedNow.get(rule.outside().number());
        if (firedNow.get(rule.number())) {
            fired.set(rule.number());
        } else if (!outside && rule.patterns().getFirst().reads().stream().allMatch(read -> knows(row, read))) {
            silent.set(rule.number());
        }
    }

    void judged(String playbook, Judgements judgements) {
        if (playbooks.test(playbook)) {
            BitSet now = new BitSet();
            judgements.all().forEach(one -> now.set(one.rule()));
            for (RuleSource rule : bundle.judgements().rules()) {
                if (rule.metadata().get("playbook").equals(playbook)) {
                    (now.get(rule.number()) ? fired : silent).set(rule.number());
                }
            }
        }
    }

    /**
     * The rules that never fired, or never stayed silent, each with its file and line. Rows of tables and steps of journeys
     * are left out, see {@link RowChecks}.
     *
     * @param ofThresholds whose rules are looked at
     * @param ofPlaybooks whose judgements are looked at
     */
    public List<FileProblem> uncovered(Predicate<String> ofThresholds, Predicate<String> ofPlaybooks) {
        List<FileProblem> uncovered = new ArrayList<>();
        for (CompiledThreshold threshold : bundle.compiledThresholds()) {
            String id = threshold.definition().id();
            List<RuleSource> rules = ofThresholds.test(id) ? ownTests(threshold) : List.of();
            add(uncovered, rules, fired, " of the threshold '" + id + "' fires.");
            add(uncovered, rules, silent, " of the threshold '" + id + "' knows its values and does not fire.");
        }
        for (RuleSource rule : bundle.judgements().rules()) {
            String playbook = rule.metadata().get("playbook");
            if (ofPlaybooks.test(playbook)) {
                String holds = " of the playbook '" + playbook + "' holds '" + rule.outcome() + "'.";
                add(uncovered, List.of(rule), fired, holds);
                add(uncovered, List.of(rule), silent, " of the playbook '" + playbook + "' does not fire.");
            }
        }
        return uncovered;
    }

    private static void add(List<FileProblem> uncovered, List<RuleSource> rules, BitSet seen, String sentence) {
        for (RuleSource rule : rules) {
            if (!seen.get(rule.number())) {
                uncovered.add(new FileProblem(
                        rule.file(),
                        rule.line(),
                        "There is no scenario in which the rule '" + rule.name() + "'" + sentence,
                        null));
            }
        }
    }

    /** Whether the value behind a property is known; what a twin such as {@code arrUnknown} says always is. */
    private boolean knows(AccountRow row, String property) {
        int place = bundle.vocabulary().place(property);
        return place < 0 || !row.isUnknown(place);
    }
}
