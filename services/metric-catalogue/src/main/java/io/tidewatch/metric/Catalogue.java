package io.tidewatch.metric;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.tidewatch.metric.catalogue.CanonicalJson;
import io.tidewatch.metric.reading.ProblemList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * All metric definitions of a bundle, ordered by id. Immutable.
 *
 * @param metrics definitions, each id once
 */
public record Catalogue(List<MetricDefinition> metrics) {

    @JsonCreator
    public Catalogue(@JsonProperty(value = "metrics", required = true) List<MetricDefinition> metrics) {
        this.metrics = metrics.stream()
                .sorted(Comparator.comparing(MetricDefinition::id))
                .toList();
    }

    /**
     * Reads the metric files of a bundle.
     *
     * @param files path inside the bundle → text; every entry is taken as a metric definition
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
        return MetricFiles.read(files, problems);
    }

    /**
     * Reads what {@link #toJson()} wrote.
     *
     * @throws IllegalArgumentException when the text is not a catalogue
     */
    public static Catalogue fromJson(String json) {
        try {
            return Objects.requireNonNull(CanonicalJson.MAPPER.readValue(json, Catalogue.class));
        } catch (JsonProcessingException | IllegalArgumentException | NullPointerException broken) {
            throw new IllegalArgumentException("This is not a metric catalogue", broken);
        }
    }

    /** Canonical JSON: equal catalogues give equal bytes. */
    public String toJson() {
        return CanonicalJson.write(this);
    }

    /** SHA-256 (hex) of {@link #toJson()}; the name of the catalogue between services. */
    public String catalogueHash() {
        return CanonicalJson.hashOfText(toJson());
    }

    /** The definition with this id. */
    public Optional<MetricDefinition> metric(String id) {
        return metrics.stream().filter(metric -> metric.id().equals(id)).findFirst();
    }

    /** The definitions that are computed (status TRACKED), ordered by id. */
    public List<MetricDefinition> tracked() {
        return metrics.stream()
                .filter(metric -> metric.status() == MetricStatus.TRACKED)
                .toList();
    }
}
