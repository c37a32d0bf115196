package io.tidewatch.rule.compile;

import io.tidewatch.metric.Catalogue;
import io.tidewatch.metric.MetricDefinition;
import io.tidewatch.rule.threshold.AccountAttribute;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The words rules may use: fact types and their properties. Account is made from the metric catalogue. */
final class Vocabulary {
    static final String ACCOUNT = "Account";
    static final String RUN = "Run";
    static final String TOUCHPOINT = "Touchpoint";

    private final Map<String, Map<String, Property>> facts = new LinkedHashMap<>();
    private final List<MetricDefinition> metrics;

    Vocabulary(Catalogue catalogue) {
        this.metrics = catalogue.tracked();
        facts.put(ACCOUNT, account());
        facts.put(RUN, run());
        facts.put(TOUCHPOINT, touchpoint());
    }

    /** The metrics behind Account, in the order of its numbers. */
    List<MetricDefinition> metrics() {
        return metrics;
    }

    /** Fact type → property name → property. */
    Map<String, Map<String, Property>> facts() {
        return Collections.unmodifiableMap(facts);
    }

    /** The properties of a fact type, or null when there is no such type. */
    Map<String, Property> fact(String type) {
        return facts.get(type);
    }

    /** Metric → a name that it would take from another metric, from an attribute or from Java; empty when all is well. */
    Map<String, String> namesGivenTwice() {
        Map<String, String> twice = new TreeMap<>();
        // Of every object: getClass().
        Set<String> taken = new HashSet<>(Set.of("class"));
        for (AccountAttribute attribute : AccountAttribute.values()) {
            taken.addAll(names(attribute.property()));
        }
        for (MetricDefinition metric : metrics) {
            for (String name : names(metric.property())) {
                if (!taken.add(name)) {
                    twice.put(metric.id(), name);
                }
            }
        }
        return twice;
    }

    private static List<String> names(String property) {
        return List.of(property, property + "Known", property + "Unknown");
    }

    private Map<String, Property> account() {
        Map<String, Property> account = new LinkedHashMap<>();
        for (MetricDefinition metric : metrics) {
            nullable(account, metric.property(), Property.Type.NUMBER, metric.id(), metric.name());
        }
        for (AccountAttribute attribute : AccountAttribute.values()) {
            nullable(account, attribute.property(), Property.Type.TEXT, null, "attribute of the account");
        }
        return account;
    }

    private static Map<String, Property> run() {
        Map<String, Property> run = new LinkedHashMap<>();
        always(run, "account", Property.Type.TEXT, "id of the account");
        always(run, "playbook", Property.Type.TEXT, "id of the playbook");
        always(run, "daysOpen", Property.Type.NUMBER, "elapsed days since the run opened, with fractions");
        always(run, "response", Property.Type.FLAG, "the judgement 'response' holds");
        nullable(
                run,
                "respondedAfterDays",
                Property.Type.NUMBER,
                null,
                "elapsed days from the opening to the first response");
        always(run, "strategicConversation", Property.Type.FLAG, "the judgement 'strategicConversation' holds");
        return run;
    }

    private static Map<String, Property> touchpoint() {
        Map<String, Property> touchpoint = new LinkedHashMap<>();
        always(touchpoint, "account", Property.Type.TEXT, "id of the account");
        always(touchpoint, "kind", Property.Type.TEXT, "MEETING, CALL or EMAIL");
        nullable(
                touchpoint,
                "meetingKind",
                Property.Type.TEXT,
                null,
                "STRATEGIC, OPERATIONAL_REVIEW, BUSINESS_REVIEW or OTHER");
        always(
                touchpoint,
                "status",
                Property.Type.TEXT,
                "SCHEDULED, HELD, MISSED, DECLINED, CANCELLED, or SENT for mails");
        always(touchpoint, "withSponsor", Property.Type.FLAG, "an executive sponsor took part");
        always(
                touchpoint,
                "takesPlaceAfterDays",
                Property.Type.NUMBER,
                "elapsed days from the opening of the run to the touchpoint");
        nullable(
                touchpoint,
                "twoWayAfterDays",
                Property.Type.NUMBER,
                null,
                "elapsed days from the opening of the run to the exchange: held, written to us, or answered");
        nullable(
                touchpoint,
                "recordedAfterDays",
                Property.Type.NUMBER,
                null,
                "elapsed days from the opening of the run to the day it was on record");
        return touchpoint;
    }

    private static void always(Map<String, Property> fact, String name, Property.Type type, String meaning) {
        fact.put(name, new Property(name, type, null, null, meaning));
    }

    private static void nullable(
            Map<String, Property> fact, String name, Property.Type type, String metricId, String meaning) {
        fact.put(name, new Property(name, type, name + "Known", metricId, meaning));
        fact.put(name + "Known", new Property(name + "Known", Property.Type.FLAG, null, metricId, name + " is known"));
        fact.put(
                name + "Unknown",
                new Property(name + "Unknown", Property.Type.FLAG, null, metricId, name + " is not known"));
    }
}
