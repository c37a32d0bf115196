package io.tidewatch.metric.catalogue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.tidewatch.metric.MetricStatus;
import io.tidewatch.metric.history.DerivedRecords;
import io.tidewatch.metric.language.CheckedLanguage;
import io.tidewatch.metric.language.CheckedMetric;
import io.tidewatch.metric.language.MetricLanguage;
import io.tidewatch.metric.language.Mistake;
import io.tidewatch.metric.reading.ProblemList;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The metrics of a bundle: the texts of its kinds of record, shared words and metrics, and what they say. The texts are what
 * services send each other; each checks them itself. Immutable.
 */
public final class Catalogue {
    /** How long its JSON may be, so that services accept it as the body of a request. */
    static final int MOST_BYTES = 2_000_000;

    private static final String FILES = "files";
    private static final String SHARED = "shared.yaml";

    private final Map<String, String> files;
    private final CheckedLanguage language;
    private final List<MetricDefinition> metrics;
    private final List<MetricDefinition> tracked;
    private final Map<String, MetricDefinition> byId;
    private final String json;
    private final String hash;

    private Catalogue(Map<String, String> files, CheckedLanguage language) {
        this.files = files;
        this.language = language;
        this.metrics = Definitions.of(language);
        this.tracked = metrics.stream()
                .filter(metric -> metric.status() == MetricStatus.TRACKED)
                .toList();
        this.byId = metrics.stream().collect(Collectors.toUnmodifiableMap(MetricDefinition::id, metric -> metric));
        this.json = CanonicalJson.write(Map.of(FILES, files));
        this.hash = CanonicalJson.hashOfText(json);
    }

    /**
     * Reads the files of a bundle.
     *
     * @param files path inside the bundle → text; those that are not of the catalogue are left alone
     * @throws CatalogueRefusedException with every problem found
     */
    public static Catalogue parse(Map<String, String> files) {
        ProblemList problems = new ProblemList();
        Catalogue catalogue = parse(files, problems);
        if (!problems.isEmpty()) {
            throw new CatalogueRefusedException(problems.sorted());
        }
        return catalogue;
    }

    /** As {@link #parse(Map)}, but adds to {@code problems} and returns what could be read. */
    public static Catalogue parse(Map<String, String> files, ProblemList problems) {
        Map<String, String> own = new TreeMap<>(files);
        own.keySet().removeIf(path -> !isOfCatalogue(path));
        CheckedLanguage language = MetricLanguage.checkProfiled(own);
        problems.addAll(language.mistakes().stream().map(Mistake::toProblem).toList());
        problems.addMore(language.more());
        Catalogue catalogue = new Catalogue(Collections.unmodifiableMap(own), language);
        int bytes = catalogue.json.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MOST_BYTES) {
            problems.add(
                    "metrics",
                    0,
                    "The records and metrics of a bundle can have at most " + MOST_BYTES + " bytes; these have " + bytes
                            + ".");
        }
        return catalogue;
    }

    private static boolean isOfCatalogue(String path) {
        return path.equals(SHARED) || path.startsWith("records/") || path.startsWith("metrics/");
    }

    /**
     * Reads what {@link #toJson()} wrote.
     *
     * @throws IllegalArgumentException when the text is not a catalogue, or when its files have mistakes
     */
    public static Catalogue fromJson(String json) {
        Map<String, String> files = new TreeMap<>();
        try {
            JsonNode root = CanonicalJson.MAPPER.readTree(json);
            if (root == null || root.size() != 1 || !root.path(FILES).isObject()) {
                throw new IllegalArgumentException("A metric catalogue is an object with the key \"files\"");
            }
            for (Map.Entry<String, JsonNode> file : root.path(FILES).properties()) {
                if (!isOfCatalogue(file.getKey()) || !file.getValue().isTextual()) {
                    throw new IllegalArgumentException(
                            "\"" + file.getKey() + "\" is not the path and text of a file of a metric catalogue");
                }
                files.put(file.getKey(), file.getValue().textValue());
            }
        } catch (JsonProcessingException broken) {
            throw new IllegalArgumentException("This is not a metric catalogue", broken);
        }
        try {
            return parse(files);
        } catch (CatalogueRefusedException refused) {
            throw new IllegalArgumentException("The files of the metric catalogue have mistakes", refused);
        }
    }

    /** Canonical JSON, {@code {"files": {path: text}}}: equal files give equal bytes. */
    public String toJson() {
        return json;
    }

    /** SHA-256 (hex) of {@link #toJson()}; the name of the catalogue between services. */
    public String catalogueHash() {
        return hash;
    }

    /** Path → text of the files that it is made of, ordered by path. */
    public Map<String, String> files() {
        return files;
    }

    /** What the files say, checked. */
    public CheckedLanguage language() {
        return language;
    }

    /** The definitions without mistakes, ordered by id. */
    public List<MetricDefinition> metrics() {
        return metrics;
    }

    /** The definition with this id. */
    public Optional<MetricDefinition> metric(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    /** The definitions that are computed (status TRACKED), ordered by id. */
    public List<MetricDefinition> tracked() {
        return tracked;
    }

    /**
     * The kinds of record that somebody must send so that a metric has values, in order: those that it and the metrics behind it read, and in the
     * place of derived kinds those that they follow from.
     *
     * @throws IllegalArgumentException for a metric that is not one of {@link #metrics()}
     */
    public SortedSet<String> sources(String metric) {
        SortedSet<String> sources = new TreeSet<>();
        Set<String> seen = new HashSet<>();
        Deque<String> waiting = new ArrayDeque<>(List.of(metric));
        while (!waiting.isEmpty()) {
            String id = waiting.pop();
            CheckedMetric checked = language.metrics().get(id);
            if (checked == null) {
                throw new IllegalArgumentException("There is no metric '" + id + "'");
            }
            if (seen.add(id)) {
                waiting.addAll(checked.metrics());
                checked.kinds().forEach(kind -> {
                    String source = DerivedRecords.sourceOf(kind);
                    sources.add(source == null ? kind : source);
                });
            }
        }
        return sources;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Catalogue catalogue && json.equals(catalogue.json);
    }

    @Override
    public int hashCode() {
        return json.hashCode();
    }
}
