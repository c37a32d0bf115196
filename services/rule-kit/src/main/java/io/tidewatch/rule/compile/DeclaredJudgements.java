package io.tidewatch.rule.compile;

import io.tidewatch.metric.reading.ProblemList;
import io.tidewatch.metric.reading.YamlPart;
import io.tidewatch.rule.playbook.JudgementDefinition;
import io.tidewatch.rule.threshold.AccountAttribute;
import io.tidewatch.spelling.Spelling;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** The judgement words that a playbook declares, and their use within its file. */
final class DeclaredJudgements {
    /** Java finds the property behind isA or isABc under another name, so the second character is there and no capital. */
    private static final Pattern WORD = Pattern.compile("[a-z][a-z0-9][A-Za-z0-9]{0,38}");
    /** The names of methods of Run: DRL takes them for properties. */
    private static final Pattern METHOD = Pattern.compile("(get|is)[A-Z].*");

    private final Map<String, JudgementDefinition> words = new HashMap<>();
    private final ProblemList problems;
    private final boolean readable;

    /** Reads what is under {@code judgements}. */
    DeclaredJudgements(YamlPart part, ProblemList problems) {
        this.problems = problems;
        int before = problems.size();
        part.node().fields().forEachRemaining(declared -> {
            String word = declared.getKey();
            words.put(word, new JudgementDefinition(declared.getValue().asText(), part.line(word)));
            if (!WORD.matcher(word).matches()) {
                problem(
                        part,
                        word,
                        "A judgement must be a word of 2 to 40 letters and digits such as reviewHeld, not '" + word
                                + "'.");
            } else if (word.endsWith(Vocabulary.AFTER_DAYS)) {
                problem(
                        part,
                        word,
                        "The judgement '" + word + "' needs another name: " + Vocabulary.AFTER_DAYS
                                + " behind the word of a judgement says when it held.");
            } else if (word.equals(JudgementRules.SUCCESS)
                    || word.equals(JudgementRules.FAILURE)
                    || Vocabulary.RUN_PROPERTIES.contains(word)
                    || METHOD.matcher(word).matches()
                    || !AccountAttribute.canBeRead(word)) {
                problem(
                        part,
                        word,
                        "The judgement '" + word + "' needs another name: in rules this one has a meaning already.");
            }
        });
        readable = problems.size() == before;
    }

    /** Word → definition. */
    Map<String, JudgementDefinition> words() {
        return words;
    }

    /** The declared word behind a key such as {@code unless}; null when the key is missing. */
    String named(YamlPart part, String key) {
        String word = part.text(key);
        // Where a declaration is wrong, its use elsewhere need not be.
        if (word != null && readable && !words.containsKey(word)) {
            problems.add(
                    part.file(),
                    part.line(key),
                    "The playbook declares no judgement '" + word + "'.",
                    Spelling.closest(word, words.keySet()));
        }
        return word;
    }

    private void problem(YamlPart part, String key, String sentence) {
        problems.add(part.file(), part.line(key), sentence);
    }
}
