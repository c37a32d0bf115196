package io.tidewatch.rule.compile;

import io.tidewatch.metric.catalogue.MetricDefinition;
import io.tidewatch.rule.threshold.AccountFacts;
import io.tidewatch.rule.threshold.Evidence;
import io.tidewatch.rule.threshold.EvidenceValue;
import io.tidewatch.rule.threshold.MetricText;
import io.tidewatch.rule.threshold.MetricValue;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** Writes down why a threshold was judged as it was. */
final class EvidenceWriter {
    private final String bundleHash;
    private final Map<String, MetricDefinition> byProperty = new HashMap<>();
    private final Map<String, MetricDefinition> byBand = new HashMap<>();
    private final Map<String, String> hashes = new HashMap<>();

    EvidenceWriter(String bundleHash, Vocabulary vocabulary) {
        this.bundleHash = bundleHash;
        for (MetricDefinition metric : vocabulary.metrics()) {
            byProperty.put(metric.property(), metric);
            byProperty.put(metric.property() + "Known", metric);
            byProperty.put(metric.property() + "Unknown", metric);
            metric.bandProperty().ifPresent(band -> byBand.put(band, metric));
            hashes.put(metric.id(), metric.definitionHash());
        }
    }

    Evidence raised(CompiledThreshold.Rule rule, AccountFacts facts, LocalDate day) {
        String sentence = rule.sentence().filled(property -> filling(property, facts, day));
        return evidence(rule.source(), List.of(rule), facts, day, sentence);
    }

    /**
     * Of a threshold that is not raised although all is known.
     *
     * @param verdict what it is instead, in a sentence; the values follow it
     */
    Evidence notRaised(CompiledThreshold threshold, String verdict, AccountFacts facts, LocalDate day) {
        String values = values(threshold.rules(), facts, day).stream()
                .map(value -> value.name() + ": " + value.display())
                .collect(Collectors.joining("; "));
        String sentence = values.isEmpty() ? verdict : verdict + " " + values + ".";
        return evidence(threshold.rules().getFirst().source(), threshold.rules(), facts, day, sentence);
    }

    Evidence unknown(CompiledThreshold threshold, List<String> properties, AccountFacts facts, LocalDate day) {
        String sentence = properties.stream()
                .map(property -> unknownPhrase(property, facts, day))
                .distinct()
                .collect(Collectors.joining("; ", "Not known: ", "."));
        return evidence(threshold.rules().getFirst().source(), threshold.rules(), facts, day, sentence);
    }

    /**
     * Of a threshold that is about customers, for an account that is known not to be one.
     *
     * @param raised the rule that fired nevertheless, or null
     */
    Evidence notACustomer(
            CompiledThreshold threshold, CompiledThreshold.Rule raised, AccountFacts facts, LocalDate day) {
        List<CompiledThreshold.Rule> rules = raised == null ? threshold.rules() : List.of(raised);
        return evidence(
                rules.getFirst().source(),
                rules,
                facts,
                day,
                "Not a customer: no paid contract period covers the day.");
    }

    /** Of a threshold that is off for the business model of the account. */
    Evidence switchedOff(CompiledThreshold threshold) {
        return Evidence.without(
                bundleHash, threshold.definition().id(), "The threshold is switched off for this business model.");
    }

    private Evidence evidence(
            RuleSource source, List<CompiledThreshold.Rule> rules, AccountFacts facts, LocalDate day, String sentence) {
        List<String> bounds = rules.stream()
                .flatMap(rule -> rule.source().bounds().stream())
                .distinct()
                .toList();
        return new Evidence(
                bundleHash, source.file(), source.line(), source.name(), bounds, values(rules, facts, day), sentence);
    }

    private List<EvidenceValue> values(List<CompiledThreshold.Rule> rules, AccountFacts facts, LocalDate day) {
        Map<String, EvidenceValue> values = new LinkedHashMap<>();
        for (CompiledThreshold.Rule rule : rules) {
            addValues(values, rule.source().patterns().getFirst(), facts, day);
            for (RuleSource.Further further : rule.source().further()) {
                addValues(values, further.pattern(), facts, day);
            }
        }
        return new ArrayList<>(values.values());
    }

    private void addValues(
            Map<String, EvidenceValue> values, RuleSource.Pattern pattern, AccountFacts facts, LocalDate day) {
        for (String property : pattern.reads()) {
            MetricDefinition metric = byProperty.get(property);
            if (metric != null) {
                values.computeIfAbsent(metric.id(), id -> value(metric, facts, day));
            }
        }
    }

    private EvidenceValue value(MetricDefinition metric, AccountFacts facts, LocalDate day) {
        MetricValue value = valueOf(metric, facts);
        OptionalDouble known = value.on(day);
        MetricValue.Known computed = value instanceof MetricValue.Known given ? given : null;
        LocalDate anchor =
                switch (value) {
                    case MetricValue.Age age -> age.anchor();
                    case MetricValue.Countdown countdown -> countdown.target();
                    default -> null;
                };
        return new EvidenceValue(
                metric.id(),
                metric.name(),
                hashes.get(metric.id()),
                known.isPresent() ? known.getAsDouble() : null,
                MetricText.of(metric, value, day),
                computed == null ? null : computed.numerator(),
                computed == null ? null : computed.denominator(),
                computed == null ? metric.windowDays(day) : computed.windowDays(),
                computed == null || computed.asOf() == null ? day : computed.asOf(),
                anchor,
                value.unknownReason(day),
                value.details());
    }

    private Sentence.Filling filling(String property, AccountFacts facts, LocalDate day) {
        MetricDefinition ofBand = byBand.get(property);
        if (ofBand != null) {
            MetricValue value = valueOf(ofBand, facts);
            return new Sentence.Filling(MetricText.band(ofBand, value, day), value.details());
        }
        MetricDefinition metric = byProperty.get(property);
        if (metric == null) {
            String text = facts.attribute(property);
            return new Sentence.Filling(text == null ? "unknown" : text, Map.of());
        }
        MetricValue value = valueOf(metric, facts);
        return new Sentence.Filling(MetricText.of(metric, value, day), value.details());
    }

    private String unknownPhrase(String property, AccountFacts facts, LocalDate day) {
        MetricDefinition metric = byProperty.get(property);
        return metric == null
                ? property
                : metric.name() + " (" + MetricText.unknownPhrase(valueOf(metric, facts), day) + ")";
    }

    private static MetricValue valueOf(MetricDefinition metric, AccountFacts facts) {
        MetricValue value = facts.metric(metric.id());
        return value == null ? new MetricValue.Unknown("no value received yet") : value;
    }
}
