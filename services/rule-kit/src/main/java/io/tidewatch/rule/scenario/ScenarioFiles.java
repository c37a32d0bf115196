package io.tidewatch.rule.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidewatch.metric.catalogue.Catalogue;
import io.tidewatch.metric.catalogue.MetricDefinition;
import io.tidewatch.metric.example.MetricExamples;
import io.tidewatch.metric.reading.ProblemList;
import io.tidewatch.metric.reading.YamlPart;
import io.tidewatch.metric.reading.YamlSchema;
import io.tidewatch.rule.bundle.RuleBundle;
import io.tidewatch.rule.compile.CompiledBundle;
import io.tidewatch.rule.playbook.RunStatus;
import io.tidewatch.rule.threshold.AccountAttribute;
import io.tidewatch.rule.threshold.Level;
import io.tidewatch.rule.threshold.ThresholdDefinition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads rules/scenarios. Their structure is in scenario.schema.yaml. */
final class ScenarioFiles {
    private static final YamlSchema SCHEMA = YamlSchema.of(ScenarioFiles.class, "scenario.schema.yaml");
    private static final int MOST_SCENARIOS = 1000;
    /** Days that a snooze or an acknowledgement of a flag lasts at most. */
    private static final int LONGEST_DECLARATION = 90;
    /** Days that maintenance lasts at most. */
    private static final int LONGEST_MAINTENANCE = 14;

    private final Map<String, MetricDefinition> byProperty = new TreeMap<>();
    private final Map<String, MetricDefinition> ofPortfolio = new TreeMap<>();
    private final List<AccountAttribute> attributes;
    private final YamlSchema schema;
    private final ProblemList problems;
    private final StoryRecords records;
    private final Map<String, Subject> subjects = new HashMap<>();
    private Subject subject = new Subject();
    private final List<ScenarioCase> cases = new ArrayList<>();
    private final List<Story> stories = new ArrayList<>();

    private ScenarioFiles(Catalogue catalogue, Set<String> thresholds, Set<String> steps, ProblemList problems) {
        catalogue.tracked().stream()
                .filter(MetricDefinition::ofAccounts)
                .forEach(metric -> byProperty.put(metric.property(), metric));
        catalogue.tracked().stream()
                .filter(metric -> !metric.fromReporting())
                .forEach(metric -> ofPortfolio.put(metric.property(), metric));
        this.attributes = AccountAttribute.of(catalogue);
        this.schema = SCHEMA.with("values", byProperty.keySet())
                .with("portfolio", ofPortfolio.keySet())
                .with(
                        "account",
                        attributes.stream().map(AccountAttribute::property).toList())
                .with("valuesFrom", byProperty.keySet())
                .with("because", thresholds)
                .with("levels", thresholds)
                .with("threshold", thresholds)
                .with("step", steps);
        this.problems = problems;
        this.records = new StoryRecords(catalogue.language().vocabulary(), problems);
    }

    /** Reads the scenarios of a bundle, without the examples of its metrics. */
    static ScenarioFiles of(RuleBundle files, CompiledBundle bundle, ProblemList problems) {
        Set<String> thresholds = Stream.concat(bundle.thresholds().stream(), bundle.portfolio().thresholds().stream())
                .map(ThresholdDefinition::id)
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> steps = bundle.playbooks().stream()
                .flatMap(playbook -> playbook.steps().stream())
                .collect(Collectors.toCollection(TreeSet::new));
        ScenarioFiles scenarios = new ScenarioFiles(bundle.catalogue(), thresholds, steps, problems);
        Map<String, String> examples = files.files(MetricExamples.FOLDER);
        files.files("scenarios").forEach((file, text) -> {
            if (!examples.containsKey(file)) {
                scenarios.read(file, text);
            }
        });
        return scenarios;
    }

    List<ScenarioCase> cases() {
        return cases;
    }

    List<Story> stories() {
        return stories;
    }

    /** What the scenarios of a file are about. */
    Subject subject(String file) {
        return subjects.get(file);
    }

    private void read(String file, String text) {
        subject = new Subject();
        subjects.put(file, subject);
        schema.read(file, text, problems).ifPresent(part -> {
            int before = cases.size() + stories.size();
            part.parts("cases").forEach(this::oneCase);
            part.parts("stories").forEach(this::story);
            if (cases.size() + stories.size() > MOST_SCENARIOS) {
                problems.add(file, 0, "A bundle can have at most " + MOST_SCENARIOS + " scenarios.");
            }
            if (cases.size() + stories.size() == before) {
                problems.add(file, 0, "The file has no scenario under 'cases' or 'stories'.");
            }
        });
    }

    private void oneCase(YamlPart part) {
        Map<String, String> because = new HashMap<>();
        part.node()
                .path("because")
                .properties()
                .forEach(entry -> because.put(entry.getKey(), entry.getValue().asText()));
        subject.thresholds().addAll(because.keySet());
        boolean portfolio = part.node().has("portfolio");
        if (portfolio && (part.node().has("values") || part.node().has("account"))) {
            problems.add(
                    part.file(),
                    part.line("portfolio"),
                    "A case is about one account ('account', 'values') or about the portfolio ('portfolio'), not both.");
        }
        cases.add(new ScenarioCase(
                part.file(),
                part.line(),
                part.text("name"),
                portfolio,
                attributes(part),
                portfolio ? values(part.part("portfolio"), ofPortfolio) : values(part.part("values"), byProperty),
                thresholds(part, "before"),
                thresholds(part, "raised"),
                part.node().has("unknown") ? thresholds(part, "unknown") : null,
                part.node().has("healthy") ? thresholds(part, "healthy") : null,
                because,
                levels(part)));
    }

    private void story(YamlPart part) {
        Map<Integer, Map<String, ValueSpec>> values = new TreeMap<>();
        part.parts("values")
                .forEach(change -> values.put(change.part("from").as(Integer.class), values(change, byProperty)));
        Map<Integer, Story.Expected> expected = new TreeMap<>();
        for (YamlPart day : part.parts("expect")) {
            Story.Expected onDay = new Story.Expected(
                    thresholds(day, "raised"),
                    thresholds(day, "cleared"),
                    thresholds(day, "unknown"),
                    texts(day, "actions"),
                    levels(day));
            onDay.levels().keySet().stream()
                    .filter(id -> !onDay.raised().contains(id))
                    .forEach(id -> problems.add(
                            day.file(),
                            day.line("levels"),
                            "'levels' is about flags that are raised on this day, and '" + id
                                    + "' is not among those under 'raised'."));
            subject.steps().addAll(onDay.actions());
            expected.put(day.part("day").as(Integer.class), onDay);
        }
        List<Story.Acknowledged> acknowledgements = part.parts("acknowledgements").stream()
                .map(acknowledged -> acknowledged.as(Story.Acknowledged.class))
                .toList();
        acknowledgements.forEach(acknowledged -> subject.steps().add(acknowledged.step()));
        stories.add(new Story(
                part.file(),
                part.line(),
                part.text("name"),
                attributes(part),
                values,
                part.parts("touchpoints").stream()
                        .map(touchpoint -> touchpoint.as(Story.Meeting.class))
                        .toList(),
                records.read(part.parts("records")),
                acknowledgements,
                declared(part, "snoozes"),
                declared(part, "flagAcknowledgements"),
                maintenance(part),
                part.part("until").as(Integer.class),
                expected,
                part.part("outcome").as(RunStatus.class)));
    }

    private Map<String, Level> levels(YamlPart part) {
        Map<String, Level> levels = new TreeMap<>();
        part.part("levels")
                .node()
                .properties()
                .forEach(entry -> levels.put(
                        entry.getKey(), Level.valueOf(entry.getValue().asText())));
        subject.thresholds().addAll(levels.keySet());
        return levels;
    }

    private List<Story.Declared> declared(YamlPart part, String key) {
        List<Story.Declared> all = new ArrayList<>();
        for (YamlPart each : part.parts(key)) {
            Story.Declared declared = each.as(Story.Declared.class);
            checkEnd(each, declared.from(), declared.until(), LONGEST_DECLARATION);
            subject.thresholds().add(declared.flag());
            all.add(declared);
        }
        return all;
    }

    private List<Story.Period> maintenance(YamlPart part) {
        List<Story.Period> all = new ArrayList<>();
        for (YamlPart each : part.parts("maintenance")) {
            Story.Period period = each.as(Story.Period.class);
            checkEnd(each, period.from(), period.until(), LONGEST_MAINTENANCE);
            all.add(period);
        }
        return all;
    }

    /** The service has the same limits. */
    private void checkEnd(YamlPart part, int from, int until, int mostDays) {
        if (until <= from || until > from + mostDays) {
            problems.add(
                    part.file(),
                    part.line("until"),
                    "'until' must be later than 'from', and at most " + mostDays + " days later.");
        }
    }

    private Map<String, String> attributes(YamlPart part) {
        Map<String, String> given = new HashMap<>();
        YamlPart account = part.part("account");
        for (AccountAttribute attribute : attributes) {
            String name = attribute.property();
            JsonNode value = account.node().path(name);
            if (!value.isMissingNode()) {
                given.put(name, value.asText());
                if (!fits(value, attribute)) {
                    problems.add(
                            part.file(),
                            account.line(name),
                            "'" + name + "' cannot be '" + value.asText() + "'; it must be " + expected(attribute)
                                    + ".");
                }
            }
        }
        return given;
    }

    private static boolean fits(JsonNode value, AccountAttribute attribute) {
        return switch (attribute.type()) {
            case TEXT ->
                value.isTextual()
                        && (attribute.words().isEmpty() || attribute.words().contains(value.asText()));
            case NUMBER -> value.isNumber();
            case FLAG -> value.isBoolean();
        };
    }

    private static String expected(AccountAttribute attribute) {
        return switch (attribute.type()) {
            case TEXT -> attribute.words().isEmpty() ? "a text" : "one of " + String.join(", ", attribute.words());
            case NUMBER -> "a number";
            case FLAG -> "true or false";
        };
    }

    private static Map<String, ValueSpec> values(YamlPart part, Map<String, MetricDefinition> metrics) {
        Map<String, ValueSpec> values = new TreeMap<>();
        metrics.forEach((property, metric) -> {
            YamlPart value = part.part(property);
            if (!value.node().isMissingNode()) {
                values.put(metric.id(), value(value));
            }
        });
        return values;
    }

    private static ValueSpec value(YamlPart part) {
        JsonNode node = part.node();
        if (node.isObject()) {
            return part.as(ValueSpec.class);
        }
        return node.isNumber() ? new ValueSpec(node.doubleValue(), null, null, null, null, null) : ValueSpec.UNKNOWN;
    }

    private List<String> thresholds(YamlPart part, String key) {
        Collection<String> ids = new TreeSet<>(texts(part, key));
        subject.thresholds().addAll(ids);
        return new ArrayList<>(ids);
    }

    private static List<String> texts(YamlPart part, String key) {
        String[] texts = part.part(key).as(String[].class);
        return texts == null ? List.of() : Arrays.asList(texts);
    }
}
