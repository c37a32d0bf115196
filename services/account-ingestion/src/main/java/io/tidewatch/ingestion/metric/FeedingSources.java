package io.tidewatch.ingestion.metric;

import io.smallrye.mutiny.Uni;
import io.tidewatch.ingestion.mapping.RecordKind;
import io.tidewatch.ingestion.record.RecordEditing;
import io.tidewatch.metric.catalogue.MetricDefinition;
import io.tidewatch.metric.language.CheckedLanguage;
import io.tidewatch.metric.language.ResolvedDefinition;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Says which sources feed the metrics of a catalogue, and what a metric without a useful value waits for. */
@ApplicationScoped
public class FeedingSources {

    /**
     * What feeds a metric.
     *
     * @param missingKinds kinds of record that it reads and no source delivers
     * @param unseenFeatures features that its definition names and nobody has used; null for none
     */
    record Feed(String metric, List<String> sources, List<String> missingKinds, List<String> unseenFeatures) {}

    private static final Map<String, RecordKind> BUILT_IN = Arrays.stream(RecordKind.values())
            .collect(Collectors.toUnmodifiableMap(RecordKind::languageName, Function.identity()));

    private static final String DELIVERED = Arrays.stream(RecordKind.values())
            .map(kind -> "when '" + kind.languageName() + "' then exists (select 1 from " + kind.table() + ")")
            .collect(Collectors.joining(" ", """
                    select k.kind, array(select c.source from source_coverage c where c.kind = k.covered order by 1) as sources,
                           case k.kind\s""", """
                     else exists (select 1 from record r where r.kind = k.kind and not r.deleted) end as present
                    from unnest($1::text[], $2::text[]) as k (kind, covered)
                    """));

    private static final String SEEN = "select feature from usage_feature where feature = any ($1)";
    private static final String USAGE = RecordKind.USAGE.languageName();

    private final Pool pool;

    FeedingSources(Pool pool) {
        this.pool = pool;
    }

    /** The metrics of a catalogue that can be asked for, ordered by id. */
    Uni<List<Feed>> of(EvaluatedCatalogue catalogue) {
        Map<String, SortedSet<String>> kinds = new TreeMap<>();
        catalogue
                .metrics()
                .forEach(metric -> kinds.put(metric.id(), catalogue.catalogue().sources(metric.id())));
        String[] all =
                kinds.values().stream().flatMap(SortedSet::stream).distinct().toArray(String[]::new);
        String[] covered = Arrays.stream(all).map(FeedingSources::inCoverage).toArray(String[]::new);
        return pool.preparedQuery(DELIVERED)
                .execute(Tuple.tuple().addArrayOfString(all).addArrayOfString(covered))
                .chain(rows -> {
                    Map<String, List<String>> sources = new HashMap<>();
                    rows.forEach(row -> sources.put(row.getString("kind"), sources(row)));
                    boolean used = !sources.getOrDefault(USAGE, List.of()).isEmpty();
                    Map<String, Set<String>> features = used ? features(catalogue) : Map.of();
                    return seen(features).map(seen -> kinds.entrySet().stream()
                            .map(metric -> feed(
                                    metric.getKey(),
                                    metric.getValue(),
                                    sources,
                                    unseen(features.get(metric.getKey()), seen)))
                            .toList());
                });
    }

    /** The features that the definition of each metric names. */
    private static Map<String, Set<String>> features(EvaluatedCatalogue catalogue) {
        CheckedLanguage language = catalogue.catalogue().language();
        return catalogue.metrics().stream()
                .collect(Collectors.toMap(MetricDefinition::id, metric -> ResolvedDefinition.of(
                                language, language.metrics().get(metric.id()))
                        .comparedWith(USAGE, "feature")));
    }

    private Uni<Set<String>> seen(Map<String, Set<String>> features) {
        String[] named =
                features.values().stream().flatMap(Set::stream).distinct().toArray(String[]::new);
        return pool.preparedQuery(SEEN)
                .execute(Tuple.tuple().addArrayOfString(named))
                .map(rows -> {
                    Set<String> seen = new HashSet<>();
                    rows.forEach(row -> seen.add(row.getString("feature")));
                    return seen;
                });
    }

    /** Null for none. */
    private static List<String> unseen(Set<String> features, Set<String> seen) {
        List<String> unseen = features == null
                ? List.of()
                : features.stream().filter(feature -> !seen.contains(feature)).toList();
        return unseen.isEmpty() ? null : unseen;
    }

    /** The name of a kind where sources say how far they are complete. */
    private static String inCoverage(String kind) {
        RecordKind builtIn = BUILT_IN.get(kind);
        return builtIn == null ? kind : builtIn.name();
    }

    /** An import says that its source delivers the kind; records of a kind without a source came by request. */
    private static List<String> sources(Row row) {
        List<String> sources = List.of(row.getArrayOfStrings("sources"));
        return sources.isEmpty() && row.getBoolean("present") ? List.of(RecordEditing.BY_REQUEST) : sources;
    }

    private static Feed feed(
            String metric, SortedSet<String> kinds, Map<String, List<String>> sources, List<String> unseenFeatures) {
        TreeSet<String> feeding = new TreeSet<>();
        kinds.forEach(kind -> feeding.addAll(sources.get(kind)));
        List<String> missing =
                kinds.stream().filter(kind -> sources.get(kind).isEmpty()).toList();
        return new Feed(metric, List.copyOf(feeding), missing, unseenFeatures);
    }
}
