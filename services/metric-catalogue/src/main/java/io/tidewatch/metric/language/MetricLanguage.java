package io.tidewatch.metric.language;

import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Reads and checks the files of the metric language: {@code records/*.yaml} are kinds of record beside
 * those that ship (with further fields for these), {@code shared.yaml} holds
 * words that many metrics use, {@code metrics/*.yaml} are the metrics. {@link Parser} has the grammar of expressions,
 * {@link DefinitionsReader} and {@link AggregateReader} that of measures, {@link Window} that of windows.
 *
 * <p>Files are checked in three steps, and a step is taken only when the one before found nothing wrong with what it needs:
 * the kinds of record, the shared words, the metrics in an order in which each comes after those it reads. Whatever the
 * text, the result is a list of mistakes, never an exception; time and memory grow with the length of the files.
 */
public final class MetricLanguage {
    /** How many metrics a catalogue may have. */
    public static final int MOST_METRICS = 2000;

    /** Start of the paths of files with kinds of record. */
    public static final String RECORDS = "records/";

    private static final String METRICS = "metrics/";
    private static final String SHARED = "shared.yaml";

    private final Mistakes mistakes = new Mistakes();
    private final Map<Expression, Type> types = new IdentityHashMap<>();

    private final boolean profiled;

    private MetricLanguage(boolean profiled) {
        this.profiled = profiled;
    }

    /**
     * Checks a set of files. The keys of a metric for people are checked where they are.
     *
     * @param files path inside the bundle, with forward slashes → text; other paths are left alone
     */
    public static CheckedLanguage check(Map<String, String> files) {
        return new MetricLanguage(false).checkAll(new TreeMap<>(files));
    }

    /** The kinds and fields that are there without any file; read once. */
    public static Vocabulary shipped() {
        return Shipped.VOCABULARY;
    }

    private static final class Shipped {
        private static final Vocabulary VOCABULARY = check(Map.of()).vocabulary();
    }

    /** As {@link #check}, but every metric must have the keys for people, too. */
    public static CheckedLanguage checkProfiled(Map<String, String> files) {
        return new MetricLanguage(true).checkAll(new TreeMap<>(files));
    }

    private CheckedLanguage checkAll(TreeMap<String, String> files) {
        Vocabulary vocabulary = vocabulary(startingWith(RECORDS, files));
        boolean ready = mistakes.size() == 0;
        MetricReader reader = new MetricReader(profiled, mistakes);
        MetricReader.Shared shared = MetricReader.Shared.NONE;
        if (files.containsKey(SHARED)) {
            int before = mistakes.size();
            shared = reader.shared(SHARED, files.get(SHARED)).orElse(shared);
            ready &= mistakes.size() == before;
        }
        Set<String> ids = new HashSet<>();
        Map<String, MetricSyntax> read = read(startingWith(METRICS, files), reader, ids);
        CheckedMetrics metrics = new CheckedMetrics(ids);
        if (ready) {
            checkMetrics(vocabulary, shared.words(), read, metrics);
        }
        return result(vocabulary, shared, metrics);
    }

    private CheckedLanguage result(Vocabulary vocabulary, MetricReader.Shared shared, CheckedMetrics metrics) {
        Map<Boolean, List<Mistake>> found = mistakes.sorted().stream()
                .collect(Collectors.partitioningBy(mistake -> mistake.kind().isHint()));
        return new CheckedLanguage(
                vocabulary,
                shared.words(),
                shared.reportingCurrency(),
                metrics.all(),
                Collections.unmodifiableMap(types),
                found.get(false),
                found.get(true),
                mistakes.more());
    }

    private Vocabulary vocabulary(Map<String, String> files) {
        Vocabulary vocabulary = new RecordReader(mistakes).read(files);
        if (mistakes.size() == 0) {
            Checking checking = new Checking(vocabulary, Map.of(), types, mistakes);
            vocabulary.kinds().values().forEach(kind -> {
                Scope scope = new RecordScope(vocabulary, kind, Map.of());
                kind.spans().values().forEach(span -> checking.condition(span.condition(), scope));
            });
        }
        return vocabulary;
    }

    private Map<String, MetricSyntax> read(Map<String, String> files, MetricReader reader, Set<String> ids) {
        Map<String, MetricSyntax> read = new TreeMap<>();
        if (files.size() > MOST_METRICS) {
            mistakes.add(
                    MistakeKind.TOO_MANY,
                    new Place(METRICS, 0),
                    "There are " + files.size() + " metrics; at most " + MOST_METRICS + " are allowed.",
                    null);
            return read;
        }
        files.forEach((file, text) -> {
            ids.add(file.substring(file.lastIndexOf('/') + 1).replaceFirst("\\.yaml$", ""));
            reader.metric(file, text).ifPresent(metric -> {
                MetricSyntax other = read.putIfAbsent(metric.id(), metric);
                if (other != null) {
                    mistakes.add(
                            MistakeKind.NAME_TAKEN,
                            metric.place(),
                            "The metric '" + metric.id() + "' is already in "
                                    + other.place().file() + ".",
                            null);
                }
            });
        });
        return read;
    }

    private void checkMetrics(
            Vocabulary vocabulary, Definitions words, Map<String, MetricSyntax> read, CheckedMetrics metrics) {
        int before = mistakes.size();
        DefinitionsChecker shared =
                new DefinitionsChecker(vocabulary, null, new CheckedMetrics(Set.of()), types, mistakes);
        shared.check(words);
        if (mistakes.size() > before) {
            return;
        }
        new CohortHints(vocabulary, mistakes).check(words, shared.allMeasures());
        Set<String> circling = new HashSet<>();
        Map<String, Set<String>> needs = new HashMap<>();
        read.forEach((id, metric) -> needs.put(id, metricsOf(metric)));
        List<String> order = Order.of(read.keySet(), needs::get, circle -> {
            circling.addAll(circle);
            mistakes.add(
                    MistakeKind.CIRCLE,
                    read.get(circle.getFirst()).place(),
                    "Metrics need each other in a circle: " + String.join(" -> ", circle) + ".",
                    null);
        });
        for (String id : order) {
            if (!circling.contains(id)) {
                CheckedMetric checked =
                        new MetricChecker(read.get(id), vocabulary, shared, metrics, types, mistakes).check();
                if (checked != null) {
                    metrics.add(checked);
                }
            }
        }
    }

    /** What a metric may read: an input of a score can be a measure of the same name, which needs nothing. */
    private static Set<String> metricsOf(MetricSyntax metric) {
        Set<String> ids = new HashSet<>();
        for (MeasureSyntax measure : metric.own().measures().values()) {
            if (measure instanceof MeasureSyntax.OtherMetric other) {
                ids.add(other.metric().name());
            } else if (measure instanceof MeasureSyntax.Score score) {
                score.inputs().stream()
                        .map(input -> input.of().name())
                        .filter(name -> !metric.own().measures().containsKey(name))
                        .forEach(ids::add);
            }
        }
        return ids;
    }

    private static Map<String, String> startingWith(String folder, TreeMap<String, String> files) {
        return files.subMap(folder, folder + Character.MAX_VALUE);
    }
}
