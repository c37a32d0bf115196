package io.tidewatch.engine.fact;

import io.tidewatch.engine.client.ingestion.model.AccountChange;
import io.tidewatch.metric.Unit;
import io.tidewatch.metric.catalogue.Anchoring;
import io.tidewatch.metric.catalogue.Catalogue;
import io.tidewatch.metric.catalogue.MetricDefinition;
import io.tidewatch.metric.history.AccountRecord;
import io.tidewatch.rule.threshold.AccountFacts;
import io.tidewatch.rule.threshold.MetricValue;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Converts published facts to those of the rule kit. A value that is missing or not understood is unknown, never 0. */
public final class FactMapper {

    private FactMapper() {}

    /**
     * What rules may know of an account.
     *
     * @param catalogue decides which values count: only those computed by its own definitions; and what records are
     * @param day the business day; values that are not covered up to it are unknown
     */
    public static AccountFacts facts(AccountFact fact, Catalogue catalogue, LocalDate day) {
        Map<String, MetricValue> metrics = new HashMap<>();
        Map<String, io.tidewatch.engine.client.ingestion.model.MetricValue> published = new HashMap<>();
        fact.metrics().getValues().forEach(value -> published.putIfAbsent(key(value), value));
        for (MetricDefinition metric : catalogue.tracked()) {
            metrics.put(metric.id(), value(published.get(key(metric)), metric, day));
        }
        return new AccountFacts(
                        fact.accountId(),
                        attributes(fact.attributes()),
                        metrics,
                        !Boolean.FALSE.equals(fact.metrics().getCustomer()))
                .with(records(fact, catalogue));
    }

    /** The records that rules and messages may know of an account. */
    public static List<AccountRecord> records(AccountFact fact, Catalogue catalogue) {
        return RecordMapper.records(
                fact.metrics().getRecords(), catalogue.language().vocabulary());
    }

    /** By the names that rules use. Rules read only the attributes of their catalogue, whatever else is here. */
    static Map<String, String> attributes(AccountChange account) {
        Map<String, String> attributes = new HashMap<>();
        if (account.getFields() != null) {
            account.getFields().forEach((name, value) -> attributes.put(name, Objects.toString(value, null)));
        }
        attributes.put("segment", account.getSegment());
        attributes.put("businessModel", account.getBusinessModel());
        attributes.put("lifecycleStage", account.getLifecycleStage());
        attributes.put("country", account.getCountry());
        attributes.put("industry", account.getIndustry());
        attributes.put("csmEmail", account.getCsmEmail());
        attributes.put("salesOwnerEmail", account.getSalesOwnerEmail());
        return attributes;
    }

    /** The value of one metric on a day. */
    public static MetricValue value(AccountFact fact, MetricDefinition metric, LocalDate day) {
        return value(
                fact.metrics().getValues().stream()
                        .filter(value -> key(value).equals(key(metric)))
                        .findFirst()
                        .orElse(null),
                metric,
                day);
    }

    /** Only a value of a metric by this very definition is one of the metric. */
    private static String key(MetricDefinition metric) {
        return metric.id() + " " + metric.definitionHash();
    }

    private static String key(io.tidewatch.engine.client.ingestion.model.MetricValue published) {
        return published.getMetric() + " " + published.getDefinitionHash();
    }

    private static MetricValue value(
            io.tidewatch.engine.client.ingestion.model.MetricValue published, MetricDefinition metric, LocalDate day) {
        if (published == null) {
            return new MetricValue.Unknown("no value was computed by this definition yet");
        }
        if (!"KNOWN".equals(published.getState())) {
            return new MetricValue.Unknown(published.getReason() == null ? "not known" : published.getReason());
        }
        LocalDate covered = published.getCoveredThrough();
        if (metric.anchoring() != Anchoring.NONE) {
            if (published.getAnchor() == null) {
                return new MetricValue.Unknown("the day it counts from is missing");
            }
            return metric.anchoring() == Anchoring.SINCE
                    ? new MetricValue.Age(published.getAnchor(), covered, details(published))
                    : new MetricValue.Countdown(published.getAnchor(), covered, details(published));
        }
        if (covered != null && day.isAfter(covered)) {
            return new MetricValue.Unknown("the sources cover the time up to " + covered + " only");
        }
        return known(published, metric);
    }

    private static MetricValue known(
            io.tidewatch.engine.client.ingestion.model.MetricValue published, MetricDefinition metric) {
        return known(
                metric,
                published.getValue(),
                published.getNumerator(),
                published.getDenominator(),
                published.getWindowDays(),
                published.getCoveredThrough(),
                published.getCurrency(),
                details(published));
    }

    /**
     * A value that account-ingestion knows, of an account or of a group; unknown when it cannot be read.
     *
     * @param decimal the value, an exact decimal
     * @param top its numerator; null when it has none
     * @param bottom its denominator; null when it has none
     * @param windowDays length of its window; null when it has none
     * @param asOf the day it is of; null when that is not known
     * @param currency of money; null for everything else
     * @param details extra figures for the explanation
     */
    public static MetricValue known(
            MetricDefinition metric,
            String decimal,
            String top,
            String bottom,
            Integer windowDays,
            LocalDate asOf,
            String currency,
            Map<String, Long> details) {
        Double numerator = number(top);
        Double denominator = number(bottom);
        Double value = number(decimal);
        if (metric.unit() == Unit.PERCENT && numerator != null && denominator != null && denominator != 0) {
            // From the exact parts: 85 of 100 seats are exactly 85.0.
            value = numerator * 100.0 / denominator;
        }
        if (value == null || !Double.isFinite(value)) {
            return new MetricValue.Unknown("the value is missing");
        }
        return new MetricValue.Known(value, numerator, denominator, windowDays, asOf, currency, details);
    }

    static Double number(String text) {
        try {
            return text == null ? null : Double.valueOf(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static Map<String, Long> details(io.tidewatch.engine.client.ingestion.model.MetricValue published) {
        Map<String, Long> details = new HashMap<>();
        if (published.getDetails() != null) {
            published.getDetails().forEach((name, text) -> {
                if (text != null && text.matches("-?\\d{1,18}")) {
                    details.put(name, Long.valueOf(text));
                }
            });
        }
        return details;
    }
}
