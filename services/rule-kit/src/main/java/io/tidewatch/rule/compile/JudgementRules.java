package io.tidewatch.rule.compile;

import io.tidewatch.metric.reading.ProblemList;
import io.tidewatch.rule.playbook.JudgementDefinition;
import io.tidewatch.rule.playbook.PlaybookDefinition;
import io.tidewatch.spelling.Spelling;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The judgement rules of a bundle: rule number → playbook and what the rule holds. */
final class JudgementRules {
    /** Held of a run that has worked; every playbook has it. */
    static final String SUCCESS = "success";
    /** Held of a run that has not worked, and its time is over; every playbook has it. */
    static final String FAILURE = "failure";

    private static final Set<String> NO_RECORDS = Set.of(Vocabulary.RUN, Vocabulary.ACCOUNT);

    private final Map<Integer, Held> byRule = new HashMap<>();
    private final List<RuleSource> rules;
    /** What was reported as missing. */
    private final Set<String> missing = new HashSet<>();
    /** How many touchpoints and other records each rule joins. */
    private final List<Long> joins;

    private record Held(String playbook, String word) {}

    private JudgementRules(List<RuleSource> rules) {
        this.rules = List.copyOf(rules);
        this.joins = rules.stream()
                .map(rule -> rule.patterns().stream()
                        .filter(pattern -> !NO_RECORDS.contains(pattern.type()))
                        .count())
                .toList();
    }

    /**
     * Some of these rules, one of which is replaced by a changed one.
     *
     * @param some of these rules, compiled together with {@code changed}
     * @param changed all changed rules; of them only {@code after} holds anything
     */
    JudgementRules with(List<RuleSource> some, List<RuleSource> changed, RuleSource before, RuleSource after) {
        JudgementRules judgements = new JudgementRules(
                Stream.concat(some.stream(), changed.stream()).toList());
        some.forEach(rule -> judgements.byRule.put(rule.number(), byRule.get(rule.number())));
        judgements.byRule.put(after.number(), judgements.byRule.remove(before.number()));
        return judgements;
    }

    /** How many combinations of touchpoints and other records all rules together look at. */
    long combinations(int records) {
        return joins.stream()
                .mapToLong(patterns -> Math.round(Math.pow(records, patterns)))
                .sum();
    }

    /** How many rules there are. */
    int count() {
        return rules.size();
    }

    /** The rules, in the order of their numbers. */
    List<RuleSource> rules() {
        return rules;
    }

    /** The rule of that number. */
    RuleSource rule(int number) {
        return rules.stream()
                .filter(rule -> rule.number() == number)
                .findFirst()
                .orElseThrow();
    }

    /** The word that the rule holds, if it belongs to the playbook; else null. */
    String held(int rule, String playbook) {
        Held held = byRule.get(rule);
        return held != null && held.playbook.equals(playbook) ? held.word : null;
    }

    /** The kinds of record that rules read, touchpoints apart. */
    static List<RecordType> recordsRead(List<RuleSource> rules, Vocabulary vocabulary) {
        return rules.stream()
                .flatMap(rule -> rule.patterns().stream())
                .map(pattern -> vocabulary.records().get(pattern.type()))
                .filter(Objects::nonNull)
                .distinct()
                .toList();
    }

    /**
     * The field by which a record happened that a rule names: the time that the rule compares, if it is one; null leaves it to the kind.
     */
    static RecordType.Field time(RuleSource rule, RecordType type) {
        List<RecordType.Field> compared = rule.patterns().stream()
                .filter(pattern -> rule.witness().equals(pattern.name()))
                .flatMap(pattern -> pattern.reads().stream())
                .map(type::time)
                .filter(Objects::nonNull)
                .toList();
        return compared.size() == 1 ? compared.getFirst() : null;
    }

    /** Sorts and checks judgement rules against the playbooks. */
    static JudgementRules of(List<RuleSource> rules, Map<String, PlaybookDefinition> playbooks, ProblemList problems) {
        JudgementRules judgements = new JudgementRules(rules);
        int before = problems.size();
        rules.forEach(rule -> judgements.add(rule, playbooks, problems));
        // A rule with a misspelt word would be missing, too.
        if (problems.size() == before) {
            playbooks.values().forEach(playbook -> judgements.requireComplete(playbook, problems));
        }
        return judgements;
    }

    private void add(RuleSource rule, Map<String, PlaybookDefinition> playbooks, ProblemList problems) {
        String id = rule.metadata().get("playbook");
        PlaybookDefinition playbook = playbooks.get(id);
        if (playbook == null) {
            if (isFirst(rule.file(), id)) {
                rule.problem(
                        problems,
                        "playbook",
                        "No playbook has the id '" + id + "'.",
                        Spelling.closest(id, playbooks.keySet()));
            }
            return;
        }
        String word = rule.outcome();
        boolean verdict = word.equals(SUCCESS) || word.equals(FAILURE);
        Set<String> words = new TreeSet<>(playbook.judgements().keySet());
        if (!verdict && !words.contains(word)) {
            Set<String> all = new TreeSet<>(words);
            all.addAll(List.of(SUCCESS, FAILURE));
            if (isFirst(id, word)) {
                problems.add(
                        rule.file(),
                        rule.line(),
                        "The playbook '" + id + "' declares no judgement '" + word + "'; a rule of it can hold "
                                + String.join(", ", all) + ".",
                        Spelling.closest(word, all));
            }
            return;
        }
        Set<String> read = wordsRead(rule);
        if (!verdict && !read.isEmpty()) {
            problems.add(
                    rule.file(),
                    rule.line(),
                    "'" + word
                            + "' is judged first, so it cannot read other judgements; only success and failure can.");
        }
        for (String other : read) {
            if (verdict && !words.contains(other) && isFirst(id, other)) {
                problems.add(
                        rule.file(),
                        rule.line(),
                        "The playbook '" + id + "' declares no judgement '" + other
                                + "'; a rule can read only the judgements of its own playbook.",
                        Spelling.closest(other, words));
            }
        }
        byRule.put(rule.number(), new Held(id, word));
    }

    /** Whether a missing word has not been reported; every rule that names it would be wrong in the same way. */
    private boolean isFirst(String where, String word) {
        return missing.add(where + " " + word);
    }

    private static Set<String> wordsRead(RuleSource rule) {
        Set<String> read = new TreeSet<>();
        for (String property : rule.patterns().getFirst().reads()) {
            if (!Vocabulary.RUN_PROPERTIES.contains(property)) {
                read.add(property.replaceFirst(Vocabulary.AFTER_DAYS + "(Known|Unknown)?$", ""));
            }
        }
        return read;
    }

    private void requireComplete(PlaybookDefinition playbook, ProblemList problems) {
        if (byRule.values().stream().noneMatch(held -> held.playbook().equals(playbook.id()))) {
            Set<String> words = new TreeSet<>(playbook.judgements().keySet());
            words.addAll(List.of(SUCCESS, FAILURE));
            problems.add(
                    playbook.file(),
                    0,
                    "No rule judges this playbook. Write " + playbook.file().replaceFirst("[.]playbook[.]yaml$", ".drl")
                            + ", with rules that hold " + String.join(", ", words) + ".");
            return;
        }
        Map<String, Integer> needed = new HashMap<>(Map.of(SUCCESS, 0, FAILURE, 0));
        for (Map.Entry<String, JudgementDefinition> declared :
                playbook.judgements().entrySet()) {
            needed.put(declared.getKey(), declared.getValue().line());
        }
        needed.forEach((word, line) -> {
            if (!byRule.containsValue(new Held(playbook.id(), word))) {
                problems.add(
                        playbook.file(),
                        line,
                        "No rule in playbooks/ calls judgements.hold with '" + word + "' for the playbook '"
                                + playbook.id() + "'.");
            }
        });
    }
}
