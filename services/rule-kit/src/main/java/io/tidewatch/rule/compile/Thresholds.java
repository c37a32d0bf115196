package io.tidewatch.rule.compile;

import io.tidewatch.metric.Question;
import io.tidewatch.metric.reading.ProblemList;
import io.tidewatch.metric.reading.WrittenTimes;
import io.tidewatch.rule.bundle.Origin;
import io.tidewatch.rule.threshold.BoundReview;
import io.tidewatch.rule.threshold.Level;
import io.tidewatch.rule.threshold.ThresholdDefinition;
import java.time.Duration;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Makes thresholds of the rules that raise them. */
final class Thresholds {
    private static final Pattern ID = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");

    private static final Pattern SPAN = Pattern.compile("([0-9]{1,3})([hd])");
    private static final Pattern DAYS = Pattern.compile("[1-9][0-9]{0,2}d");
    /** What all rules of a threshold have to agree on. */
    private static final List<String> OF_THE_THRESHOLD = List.of("for", "hold", "owner", "message");

    private Thresholds() {}

    static List<CompiledThreshold> of(List<RuleSource> rules, Vocabulary vocabulary, ProblemList problems) {
        Map<String, List<RuleSource>> byId = new TreeMap<>();
        for (RuleSource rule : rules) {
            String id = rule.metadata().get("threshold");
            if (!id.equals(rule.outcome())) {
                rule.problem(
                        problems,
                        "threshold",
                        "The rule '" + rule.name() + "' is marked @threshold(\"" + id + "\") but raises '"
                                + rule.outcome() + "'.",
                        null);
            } else if (!ID.matcher(id).matches() || id.length() > 60) {
                rule.problem(
                        problems,
                        "threshold",
                        "An id must have at most 60 lower-case letters, digits and hyphens, not '" + id + "'.",
                        null);
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
        Question question = Question.valueOf(first.metadata().get("question"));
        Duration hold = span(first, "hold", ThresholdDefinition.DEFAULT_HOLD, problems);
        Duration minimumDuration = span(first, "for", Duration.ZERO, problems);
        List<CompiledThreshold.Rule> rules = new ArrayList<>();
        for (RuleSource source : sources) {
            if (!source.file().equals(first.file()) && !isOfJourneys(source, first)) {
                source.problem(
                        problems, "threshold", "The threshold '" + id + "' is already in " + first.file() + ".", null);
            }
            if (!Objects.equals(
                    source.metadata().get("question"), first.metadata().get("question"))) {
                source.problem(problems, "question", "All rules of '" + id + "' must answer the same question.", null);
            }
            for (String annotation : OF_THE_THRESHOLD) {
                if (!Objects.equals(
                        source.metadata().get(annotation), first.metadata().get(annotation))) {
                    source.problem(
                            problems,
                            annotation,
                            "All rules of '" + id + "' must have the same @" + annotation + ".",
                            null);
                }
            }
            checkReview(source, problems);
            Level level = Level.valueOf(source.metadata().get("level"));
            Sentence sentence = Sentence.read(source, vocabulary, problems);
            rules.add(new CompiledThreshold.Rule(source, level, sentence));
        }
        if (problems.size() > before) {
            return null;
        }
        List<String> metricIds = metricIds(sources, vocabulary);
        List<String> bounds = sources.stream()
                .map(source -> String.join(", ", source.bounds()))
                .distinct()
                .toList();
        String owner = first.metadata().get("owner");
        Level highest = rules.stream()
                .map(CompiledThreshold.Rule::level)
                .max(Comparator.naturalOrder())
                .orElseThrow();
        return new CompiledThreshold(
                new ThresholdDefinition(
                        id,
                        title(first),
                        question,
                        highest,
                        hold,
                        minimumDuration,
                        owner,
                        review(sources),
                        first.file(),
                        first.line(),
                        metricIds,
                        bounds),
                List.copyOf(rules));
    }

    /** First the one that the threshold is about, which its rule names first: {@code arr > 0} behind it only leaves accounts out. */
    private static List<String> metricIds(List<RuleSource> sources, Vocabulary vocabulary) {
        Stream<String> written = sources.getFirst().patterns().getFirst().parts().stream()
                .flatMap(part -> part.reads().stream())
                .map(read -> read.substring(read.indexOf('.') + 1));
        String about = metrics(written, vocabulary).findFirst().orElse(null);
        Stream<String> read = sources.stream().flatMap(source -> source.patterns().getFirst().reads().stream());
        return metrics(read, vocabulary)
                .distinct()
                .sorted(Comparator.comparing((String id) -> !id.equals(about)).thenComparing(Comparator.naturalOrder()))
                .toList();
    }

    private static Stream<String> metrics(Stream<String> properties, Vocabulary vocabulary) {
        return properties
                .map(property -> vocabulary.properties().get(property).metricId())
                .filter(Objects::nonNull);
    }

    /** The first review of any of its rules is the one of the threshold. */
    private static BoundReview review(List<RuleSource> sources) {
        return new BoundReview(
                all(sources, "reviewBy")
                        .map(LocalDate::parse)
                        .min(Comparator.naturalOrder())
                        .orElse(null),
                all(sources, "reviewEvery")
                        .map(every -> Integer.valueOf(every.substring(0, every.length() - 1)))
                        .min(Comparator.naturalOrder())
                        .orElse(null),
                all(sources, "source").distinct().toList());
    }

    private static Stream<String> all(List<RuleSource> sources, String annotation) {
        return sources.stream().map(source -> source.metadata().get(annotation)).filter(Objects::nonNull);
    }

    /** The one threshold that journeys share has rules in the file of each. */
    private static boolean isOfJourneys(RuleSource rule, RuleSource other) {
        return rule.origin() == Origin.JOURNEY && other.origin() == Origin.JOURNEY;
    }

    private static Duration span(RuleSource rule, String annotation, Duration usual, ProblemList problems) {
        String text = rule.metadata().get(annotation);
        if (text == null) {
            return usual;
        }
        Matcher span = SPAN.matcher(text);
        if (!span.matches()) {
            rule.problem(
                    problems,
                    annotation,
                    "@" + annotation + " must be written like 24h or 7d, not '" + text + "'.",
                    WrittenTimes.span(text));
            return null;
        }
        long number = Long.parseLong(span.group(1));
        return span.group(2).equals("h") ? Duration.ofHours(number) : Duration.ofDays(number);
    }

    private static void checkReview(RuleSource rule, ProblemList problems) {
        String every = rule.metadata().get("reviewEvery");
        if (every != null && !DAYS.matcher(every).matches()) {
            rule.problem(
                    problems,
                    "reviewEvery",
                    "@reviewEvery must be written like 90d, not '" + every + "'.",
                    WrittenTimes.span(every));
        }
        String by = rule.metadata().get("reviewBy");
        try {
            if (by != null) {
                LocalDate.parse(by);
            }
        } catch (DateTimeParseException notADate) {
            rule.problem(
                    problems,
                    "reviewBy",
                    "@reviewBy must be a date such as 2027-01-31, not '" + by + "'.",
                    WrittenTimes.day(by));
        }
    }

    /** Rows of a table without a name of their own are called after the table and the row. */
    private static String title(RuleSource rule) {
        return rule.origin() == Origin.TABLE ? rule.name().replaceFirst(", row [0-9]+$", "") : rule.name();
    }
}
