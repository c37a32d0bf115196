package io.tidewatch.rule.compile;

import io.tidewatch.metric.Question;
import io.tidewatch.metric.reading.ProblemList;
import io.tidewatch.rule.threshold.Level;
import io.tidewatch.rule.threshold.ThresholdDefinition;
import io.tidewatch.spelling.Spelling;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Makes thresholds of the rules that raise them. */
final class Thresholds {
    private static final Pattern ID = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");

    private static final Pattern HOLD = Pattern.compile("([0-9]{1,3})([hd])");

    private Thresholds() {}

    static List<CompiledThreshold> of(List<RuleSource> rules, Vocabulary vocabulary, ProblemList problems) {
        Map<String, List<RuleSource>> byId = new TreeMap<>();
        for (RuleSource rule : rules) {
            String id = rule.metadata().get("threshold");
            if (!id.equals(rule.outcome())) {
                problems.add(
                        rule.file(),
                        rule.line(),
                        "The rule '" + rule.name() + "' is marked @threshold(\"" + id + "\") but raises '"
                                + rule.outcome() + "'.");
            } else if (!ID.matcher(id).matches() || id.length() > 60) {
                problems.add(
                        rule.file(), rule.line(), "An id is written in small letters with hyphens, not '" + id + "'.");
            } else {
                byId.computeIfAbsent(id, unused -> new ArrayList<>()).add(rule);
            }
        }
        return byId.entrySet().stream()
                .map(entry -> threshold(entry.getKey(), entry.getValue(), vocabulary, problems))
                .filter(Objects::nonNull)
                .toList();
    }

    private static CompiledThreshold threshold(
            String id, List<RuleSource> sources, Vocabulary vocabulary, ProblemList problems) {
        int before = problems.size();
        RuleSource first = sources.getFirst();
        Question question = word(first, "question", Question.class, problems);
        Duration hold = hold(first, problems);
        List<CompiledThreshold.Rule> rules = new ArrayList<>();
        for (RuleSource source : sources) {
            if (!source.file().equals(first.file())) {
                problems.add(
                        source.file(), source.line(), "The threshold '" + id + "' is already in " + first.file() + ".");
            }
            if (!Objects.equals(
                    source.metadata().get("question"), first.metadata().get("question"))) {
                problems.add(source.file(), source.line(), "All rules of '" + id + "' must answer the same question.");
            }
            if (!Objects.equals(source.metadata().get("hold"), first.metadata().get("hold"))) {
                problems.add(source.file(), source.line(), "All rules of '" + id + "' must have the same @hold.");
            }
            Level level = word(source, "level", Level.class, problems);
            Sentence sentence = Sentence.read(source, vocabulary, problems);
            rules.add(new CompiledThreshold.Rule(source, level, sentence));
        }
        if (problems.size() > before) {
            return null;
        }
        List<String> metricIds = sources.stream()
                .flatMap(source -> source.patterns().getFirst().reads().stream())
                .map(read -> vocabulary.fact(Vocabulary.ACCOUNT).get(read).metricId())
                .filter(Objects::nonNull)
                .distinct()
                .sorted()
                .toList();
        List<String> bounds = sources.stream()
                .map(source -> String.join(", ", source.patterns().getFirst().bounds()))
                .distinct()
                .toList();
        Level highest = rules.stream()
                .map(CompiledThreshold.Rule::level)
                .max(Comparator.naturalOrder())
                .orElseThrow();
        return new CompiledThreshold(
                new ThresholdDefinition(
                        id, first.name(), question, highest, hold, first.file(), first.line(), metricIds, bounds),
                List.copyOf(rules));
    }

    private static Duration hold(RuleSource rule, ProblemList problems) {
        String text = rule.metadata().get("hold");
        if (text == null) {
            return ThresholdDefinition.DEFAULT_HOLD;
        }
        Matcher span = HOLD.matcher(text);
        if (!span.matches()) {
            problems.add(rule.file(), rule.line(), "@hold must be written like 24h or 7d, not '" + text + "'.");
            return null;
        }
        long number = Long.parseLong(span.group(1));
        return span.group(2).equals("h") ? Duration.ofHours(number) : Duration.ofDays(number);
    }

    private static <E extends Enum<E>> E word(
            RuleSource rule, String annotation, Class<E> words, ProblemList problems) {
        String text = rule.metadata().get(annotation);
        for (E word : words.getEnumConstants()) {
            if (word.name().equals(text)) {
                return word;
            }
        }
        List<String> names =
                Arrays.stream(words.getEnumConstants()).map(Enum::name).collect(Collectors.toList());
        problems.add(
                rule.file(),
                rule.line(),
                "@" + annotation + " cannot be '" + text + "'; it is one of " + String.join(", ", names) + ".",
                Spelling.closest(text, names));
        return null;
    }
}
