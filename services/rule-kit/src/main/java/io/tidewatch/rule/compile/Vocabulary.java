package io.tidewatch.rule.compile;

import io.tidewatch.metric.catalogue.Catalogue;
import io.tidewatch.metric.catalogue.MetricDefinition;
import io.tidewatch.rule.playbook.MeetingKind;
import io.tidewatch.rule.playbook.PlaybookDefinition;
import io.tidewatch.rule.playbook.TouchpointKind;
import io.tidewatch.rule.playbook.TouchpointStatus;
import io.tidewatch.rule.threshold.AccountAttribute;
import io.tidewatch.rule.threshold.FactOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The words rules may use: fact types and their properties. Account and Portfolio are made from the metric catalogue, Run from the
 * judgements that the playbooks declare, the others from the kinds of record. The words of the portfolio are a vocabulary of their own, because its thresholds are judged
 * apart from those of accounts.
 */
final class Vocabulary {
    static final String ACCOUNT = "Account";
    static final String PORTFOLIO = "Portfolio";
    static final String RUN = "Run";
    static final String TOUCHPOINT = "Touchpoint";
    /** The fact types that are not those of a kind of record. */
    static final Set<String> OWN_FACTS = Set.of(ACCOUNT, PORTFOLIO, RUN, TOUCHPOINT);

    /** The properties that Run has in every bundle. */
    static final List<String> RUN_PROPERTIES = List.of("account", "playbook", "daysOpen");
    /** Behind a judgement word: the property that says when it held. */
    static final String AFTER_DAYS = "AfterDays";

    private final Map<String, Map<String, Property>> facts = new LinkedHashMap<>();
    private final String subject;
    private final Vocabulary portfolio;
    private final List<MetricDefinition> metrics;
    private final List<AccountAttribute> attributes;
    private final FactOrder order;
    private final UnreadableMetrics unreadable;
    private final Map<String, Integer> places = new HashMap<>();
    private final int[] numberAttributes;
    private final List<String> judgements;
    /** By fact type. */
    private Map<String, RecordType> records = Map.of();

    /** The vocabulary of a bundle with these metrics and playbooks. */
    Vocabulary(Catalogue catalogue, Map<String, PlaybookDefinition> playbooks) {
        this(
                ACCOUNT,
                FactOrder.of(catalogue),
                AccountAttribute.of(catalogue),
                catalogue,
                playbooks,
                new Vocabulary(PORTFOLIO, FactOrder.ofPortfolio(catalogue), List.of(), catalogue, Map.of(), null));
        facts.put(RUN, run(playbooks));
        facts.put(TOUCHPOINT, touchpoint());
        records = RecordType.of(catalogue.language().vocabulary());
        records.forEach((name, type) -> facts.put(name, type.words()));
    }

    private Vocabulary(
            String subject,
            FactOrder order,
            List<AccountAttribute> attributes,
            Catalogue catalogue,
            Map<String, PlaybookDefinition> playbooks,
            Vocabulary portfolio) {
        this.subject = subject;
        this.portfolio = portfolio;
        this.metrics = order.metrics().stream()
                .map(id -> catalogue.metric(id).orElseThrow())
                .toList();
        this.attributes = attributes;
        this.order = order;
        this.unreadable = subject.equals(ACCOUNT)
                ? UnreadableMetrics.ofAccounts(catalogue)
                : UnreadableMetrics.ofPortfolio(catalogue);
        this.numberAttributes = IntStream.range(0, attributes.size())
                .filter(index -> attributes.get(index).type() == AccountAttribute.Type.NUMBER)
                .toArray();
        metrics.forEach(metric -> places.put(metric.property(), places.size()));
        for (int index = 0; index < attributes.size(); index++) {
            boolean number = attributes.get(index).type() == AccountAttribute.Type.NUMBER;
            int place = metrics.size() + index + (number ? 0 : attributes.size());
            places.put(attributes.get(index).property(), place);
        }
        facts.put(subject, subjectProperties());
        Set<String> words = new TreeSet<>();
        playbooks
                .values()
                .forEach(playbook -> words.addAll(playbook.judgements().keySet()));
        this.judgements = List.copyOf(words);
    }

    /** The words of thresholds of the portfolio. */
    Vocabulary ofPortfolio() {
        return portfolio;
    }

    /** The fact type that thresholds judge. */
    String subject() {
        return subject;
    }

    /** The properties of that fact type. */
    Map<String, Property> properties() {
        return facts.get(subject);
    }

    /** The metrics behind that fact, in the order of its numbers. */
    List<MetricDefinition> metrics() {
        return metrics;
    }

    /** The attributes behind it, in the order of its texts. */
    List<AccountAttribute> attributes() {
        return attributes;
    }

    /** Which of the attributes are numbers. */
    int[] numberAttributes() {
        return numberAttributes;
    }

    /** The order of both. */
    FactOrder order() {
        return order;
    }

    /** The metrics that the fact does not have as properties. */
    UnreadableMetrics unreadable() {
        return unreadable;
    }

    /**
     * Where an {@link AccountRow} has a property: among the numbers, or behind them among the texts; -1 for one that says
     * whether another is known.
     */
    int place(String property) {
        return places.getOrDefault(property, -1);
    }

    /** The judgement words of all playbooks, in the order of the properties of Run. */
    List<String> judgements() {
        return judgements;
    }

    /** Fact type → the kind of record that it is. */
    Map<String, RecordType> records() {
        return records;
    }

    /** Fact type → property name → property. */
    Map<String, Map<String, Property>> facts() {
        return Collections.unmodifiableMap(facts);
    }

    /** The properties of a fact type, or null when there is no such type. */
    Map<String, Property> fact(String type) {
        return facts.get(type);
    }

    /** Metric → a name that it would take from another metric, an attribute, DRL or Java; empty when all is well. */
    Map<String, String> namesGivenTwice() {
        Map<String, String> twice = new TreeMap<>();
        // Of every object: getClass().
        Set<String> taken = new HashSet<>(Set.of("class"));
        for (AccountAttribute attribute : attributes) {
            taken.addAll(names(attribute.property()));
        }
        for (MetricDefinition metric : metrics) {
            if (!AccountAttribute.canBeRead(metric.property())) {
                twice.put(metric.id(), metric.property());
            }
            List<String> names = new ArrayList<>(names(metric.property()));
            metric.bandProperty().ifPresent(band -> names.addAll(names(band)));
            for (String name : names) {
                if (!taken.add(name)) {
                    twice.put(metric.id(), name);
                }
            }
        }
        return twice;
    }

    /** A property that can be unknown, and its two twins. */
    static List<String> names(String property) {
        return List.of(property, property + "Known", property + "Unknown");
    }

    private Map<String, Property> subjectProperties() {
        Map<String, Property> properties = new LinkedHashMap<>();
        for (MetricDefinition metric : metrics) {
            nullable(
                    properties,
                    new Property(
                            metric.property(),
                            Property.Type.NUMBER,
                            null,
                            metric.id(),
                            metric.unit(),
                            List.of(),
                            metric.name()));
            Bands.add(properties, metric);
        }
        for (AccountAttribute attribute : attributes) {
            String name = attribute.property();
            nullable(
                    properties,
                    switch (attribute.type()) {
                        case TEXT -> text(name, attribute.words(), attribute.meaning());
                        case NUMBER -> number(name, attribute.meaning());
                        case FLAG -> flag(name, attribute.meaning());
                    });
        }
        return properties;
    }

    private Map<String, Property> run(Map<String, PlaybookDefinition> playbooks) {
        Map<String, Property> run = new LinkedHashMap<>();
        always(run, text("account", List.of(), "id of the account"));
        always(run, text("playbook", List.copyOf(playbooks.keySet()), "id of the playbook"));
        always(run, number("daysOpen", "elapsed days since the run opened, with fractions"));
        for (String word : judgements) {
            String declared = playbooks.values().stream()
                    .filter(playbook -> playbook.judgements().containsKey(word))
                    .map(playbook -> playbook.id() + ": "
                            + playbook.judgements().get(word).sentence())
                    .collect(Collectors.joining(" "));
            always(run, flag(word, declared));
            nullable(
                    run,
                    number(
                            word + AFTER_DAYS,
                            "elapsed days from the opening to '" + word + "'; unknown while it does not hold"));
        }
        return run;
    }

    private static Map<String, Property> touchpoint() {
        Map<String, Property> touchpoint = new LinkedHashMap<>();
        always(touchpoint, text("account", List.of(), "id of the account"));
        always(touchpoint, text("kind", names(TouchpointKind.values()), "what happened"));
        nullable(touchpoint, text("meetingKind", names(MeetingKind.values()), "what a meeting is about"));
        always(touchpoint, text("status", names(TouchpointStatus.values()), "its state; SENT for mails only"));
        always(touchpoint, flag("withSponsor", "an executive sponsor took part"));
        always(touchpoint, number("takesPlaceAfterDays", "elapsed days from the opening of the run to the touchpoint"));
        nullable(
                touchpoint,
                number(
                        "twoWayAfterDays",
                        "elapsed days from the opening of the run to the exchange: held, written to us, or answered"));
        nullable(
                touchpoint,
                number("recordedAfterDays", "elapsed days from the opening of the run to the day it was recorded"));
        return touchpoint;
    }

    private static List<String> names(Enum<?>[] words) {
        return Arrays.stream(words).map(Enum::name).toList();
    }

    static Property text(String name, List<String> words, String meaning) {
        return new Property(name, Property.Type.TEXT, null, null, null, words, meaning);
    }

    private static Property number(String name, String meaning) {
        return new Property(name, Property.Type.NUMBER, null, null, null, List.of(), meaning);
    }

    private static Property flag(String name, String meaning) {
        return new Property(name, Property.Type.FLAG, null, null, null, List.of(), meaning);
    }

    static void always(Map<String, Property> fact, Property property) {
        fact.put(property.name(), property);
    }

    /** Adds a property that can be unknown, and its two twins. */
    static void nullable(Map<String, Property> fact, Property given) {
        String name = given.name();
        fact.put(
                name,
                new Property(
                        name,
                        given.type(),
                        name + "Known",
                        given.metricId(),
                        given.unit(),
                        given.words(),
                        given.meaning()));
        for (String twin : List.of("Known", "Unknown")) {
            String meaning = name + (twin.equals("Known") ? " is known" : " is not known");
            fact.put(
                    name + twin,
                    new Property(name + twin, Property.Type.FLAG, null, given.metricId(), null, List.of(), meaning));
        }
    }
}
