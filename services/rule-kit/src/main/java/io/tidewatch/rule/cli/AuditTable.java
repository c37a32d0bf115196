package io.tidewatch.rule.cli;

import io.tidewatch.metric.Question;
import io.tidewatch.metric.catalogue.MetricDefinition;
import io.tidewatch.rule.bundle.Origin;
import io.tidewatch.rule.compile.CompiledBundle;
import io.tidewatch.rule.playbook.PlaybookDefinition;
import io.tidewatch.rule.threshold.ThresholdDefinition;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Shows of each tracked metric which question it answers, which thresholds watch it and what is done when they are crossed. */
final class AuditTable {
    private static final String JOURNEYS = "[journeys](#journeys)";

    private final CompiledBundle bundle;

    AuditTable(CompiledBundle bundle) {
        this.bundle = bundle;
    }

    /** A section of PLAYBOOKS.md. */
    String section() {
        return """

                ## Metrics

                What an audit asks of each tracked metric: does it answer a question, does a threshold watch it, and is there a playbook, or a message,
                for the case that it is crossed? *Keep* has all three. *Refine* lacks one, or makes up other metrics. *Eliminate* has no question, no threshold
                and no metric that reads it. Before you keep one, look at `metric-actions` (does anybody act on it?) and `GET /v1/metrics/use` of
                account-ingestion (does anybody look at it?).

                | metric | type | question | thresholds | playbooks | read by | audit |
                |---|---|---|---|---|---|---|
                """ + bundle.catalogue().tracked().stream().map(this::row).collect(Collectors.joining());
    }

    private String row(MetricDefinition metric) {
        Predicate<ThresholdDefinition> watches =
                threshold -> threshold.metricIds().contains(metric.id());
        List<ThresholdDefinition> thresholds =
                bundle.thresholds().stream().filter(watches).toList();
        List<ThresholdDefinition> ofPortfolio =
                bundle.portfolio().thresholds().stream().filter(watches).toList();
        TreeSet<String> names = Stream.concat(thresholds.stream(), ofPortfolio.stream())
                .map(threshold -> threshold.origin() == Origin.JOURNEY ? JOURNEYS : threshold.id())
                .collect(Collectors.toCollection(TreeSet::new));
        TreeSet<String> reactions = new TreeSet<>();
        thresholds.forEach(threshold -> bundle.playbooks().stream()
                .filter(playbook -> threshold.id().equals(playbook.thresholdId()))
                .forEach(playbook -> reactions.add(link(playbook))));
        ofPortfolio.stream()
                .map(threshold -> bundle.portfolio().notice(threshold.id()))
                .filter(Objects::nonNull)
                .forEach(notice -> reactions.add("[%1$s](messages/%1$s.yaml)".formatted(notice.id())));
        List<String> readers = bundle.catalogue().tracked().stream()
                .map(MetricDefinition::id)
                .filter(id -> bundle.catalogue()
                        .language()
                        .metrics()
                        .get(id)
                        .metrics()
                        .contains(metric.id()))
                .toList();
        boolean asked = !metric.questions().equals(List.of(Question.NONE));
        String audit = asked && !names.isEmpty() && !reactions.isEmpty()
                ? "Keep"
                : asked || !names.isEmpty() || !readers.isEmpty() ? "Refine" : "Eliminate";
        return "| `%s` | %s | %s | %s | %s | %s | %s |\n"
                .formatted(
                        metric.id(),
                        metric.type().name().toLowerCase(Locale.ROOT),
                        metric.questions().stream().map(Question::name).collect(Collectors.joining(", ")),
                        lines(names),
                        lines(reactions),
                        lines(readers),
                        audit);
    }

    private static String link(PlaybookDefinition playbook) {
        return playbook.origin() == Origin.JOURNEY
                ? JOURNEYS
                : "[%s](#%s)".formatted(playbook.name().replace("|", "\\|"), playbook.id());
    }

    private static String lines(Iterable<String> texts) {
        String lines = String.join("<br>", texts);
        return lines.isEmpty() ? "none" : lines;
    }
}
