package io.tidewatch.metric.catalogue;

import io.tidewatch.metric.Unit;
import io.tidewatch.metric.language.CheckedLanguage;
import io.tidewatch.metric.language.CheckedMetric;
import io.tidewatch.metric.language.Expression;
import io.tidewatch.metric.language.MeasureSyntax;
import io.tidewatch.metric.language.MetricProfile;
import io.tidewatch.metric.language.MetricSyntax;
import io.tidewatch.metric.language.ResolvedDefinition;
import io.tidewatch.metric.language.Window;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Makes the definitions of the checked metrics. */
final class Definitions {
    private static final String AS_OF = "asOf";

    private final CheckedLanguage language;
    private final Map<String, String> hashes = new HashMap<>();

    private Definitions(CheckedLanguage language) {
        this.language = language;
    }

    /** The definitions in the order of their ids. */
    static List<MetricDefinition> of(CheckedLanguage language) {
        Definitions definitions = new Definitions(language);
        List<MetricDefinition> all = new ArrayList<>();
        language.metrics().values().forEach(metric -> all.add(definitions.definition(metric)));
        return List.copyOf(all);
    }

    private MetricDefinition definition(CheckedMetric metric) {
        MetricSyntax syntax = metric.syntax();
        MetricProfile profile = syntax.profile();
        return new MetricDefinition(
                syntax.id(),
                profile.name(),
                profile.description(),
                profile.questions(),
                profile.type(),
                profile.focusArea(),
                profile.stages(),
                profile.journeyStep(),
                syntax.unit(),
                profile.direction(),
                profile.status(),
                syntax.period(),
                syntax.period() == null ? windowDays(metric) : null,
                syntax.membership(),
                anchoring(syntax),
                syntax.group(),
                metric.adds(),
                metric.fromReporting(),
                syntax.bands(),
                hash(metric));
    }

    /** The one length of all windows that end with the as-of day. */
    private Integer windowDays(CheckedMetric metric) {
        Set<Integer> lengths = ResolvedDefinition.of(language, metric).aggregates().stream()
                .map(MeasureSyntax.Aggregate::time)
                .filter(time -> time.in() instanceof Window.Last last && last.ago() == 0)
                .map(time -> ((Window.Last) time.in()).days())
                .collect(Collectors.toSet());
        return lengths.size() == 1 ? lengths.iterator().next() : null;
    }

    private static Anchoring anchoring(MetricSyntax syntax) {
        if (syntax.unit() != Unit.DAYS || !(syntax.value().tree() instanceof Expression.Call call)) {
            return Anchoring.NONE;
        }
        boolean since = call.function().equals("daysSince")
                || call.function().equals("days") && isAsOf(call.arguments().getLast());
        boolean until =
                call.function().equals("days") && isAsOf(call.arguments().getFirst());
        return since ? Anchoring.SINCE : until ? Anchoring.UNTIL : Anchoring.NONE;
    }

    private static boolean isAsOf(Expression node) {
        return node instanceof Expression.Name name && name.full().equals(AS_OF);
    }

    /** The hash of a definition contains those of the metrics that it reads. However long their chain, no stack grows. */
    private String hash(CheckedMetric wanted) {
        Deque<CheckedMetric> waiting = new ArrayDeque<>(List.of(wanted));
        while (!waiting.isEmpty()) {
            CheckedMetric metric = waiting.peek();
            List<CheckedMetric> first = metric.metrics().stream()
                    .filter(id -> !hashes.containsKey(id))
                    .map(language.metrics()::get)
                    .filter(Objects::nonNull)
                    .toList();
            if (first.isEmpty()) {
                waiting.pop();
                hashes.computeIfAbsent(metric.syntax().id(), id -> CanonicalJson.hash(tree(metric)));
            } else {
                first.forEach(waiting::push);
            }
        }
        return hashes.get(wanted.syntax().id());
    }

    private Map<String, Object> tree(CheckedMetric metric) {
        Map<String, Object> tree = ResolvedDefinition.of(language, metric).toTree();
        Map<String, String> read = new TreeMap<>();
        metric.metrics().forEach(id -> read.put(id, hashes.get(id)));
        tree.put("metrics", read);
        return tree;
    }
}
