package io.tidewatch.rule.scenario;

import io.tidewatch.metric.Catalogue;
import io.tidewatch.metric.MetricDefinition;
import io.tidewatch.metric.reading.ProblemList;
import io.tidewatch.metric.reading.YamlMap;
import io.tidewatch.rule.playbook.MeetingKind;
import io.tidewatch.rule.playbook.RunStatus;
import io.tidewatch.rule.playbook.TouchpointDirection;
import io.tidewatch.rule.playbook.TouchpointKind;
import io.tidewatch.rule.playbook.TouchpointStatus;
import io.tidewatch.rule.threshold.AccountAttribute;
import io.tidewatch.spelling.Spelling;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Reads rules/scenarios. */
final class ScenarioFiles {
    private static final int LONGEST_STORY = 400;
    private static final int MOST_SCENARIOS = 1000;
    private static final int MOST_TOUCHPOINTS = 100;

    private final Map<String, MetricDefinition> byProperty = new TreeMap<>();
    private final Set<String> thresholds;
    private final Set<String> steps;
    private final ProblemList problems;
    private final Map<String, Subject> subjects = new HashMap<>();
    private Subject subject = new Subject();
    private final List<ScenarioCase> cases = new ArrayList<>();
    private final List<Story> stories = new ArrayList<>();

    ScenarioFiles(Catalogue catalogue, Set<String> thresholds, Set<String> steps, ProblemList problems) {
        this.steps = steps;
        catalogue.tracked().forEach(metric -> byProperty.put(metric.property(), metric));
        this.thresholds = thresholds;
        this.problems = problems;
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

    void read(String file, String text) {
        subject = new Subject();
        subjects.put(file, subject);
        YamlMap.read(file, text, problems).ifPresent(map -> {
            int before = cases.size() + stories.size();
            map.maps("cases").forEach(this::oneCase);
            map.maps("stories").forEach(this::story);
            map.finish();
            if (cases.size() + stories.size() > MOST_SCENARIOS) {
                problems.add(file, 0, "A bundle can have at most " + MOST_SCENARIOS + " scenarios.");
            }
            if (cases.size() + stories.size() == before) {
                problems.add(file, 0, "The file has no scenario under 'cases' or 'stories'.");
            }
        });
    }

    private void oneCase(YamlMap map) {
        String name = map.text("name");
        Map<AccountAttribute, String> attributes = attributes(map);
        Map<String, ValueSpec> values = map.map("values").map(this::values).orElse(Map.of());
        List<String> raised = thresholdIds(map, "raised");
        List<String> unknown = map.has("unknown") ? thresholdIds(map, "unknown") : null;
        Map<String, String> because = new HashMap<>();
        map.map("because").ifPresent(part -> {
            for (String id : part.keys()) {
                because.put(id, part.text(id));
                known(part, id, id);
            }
        });
        if (!map.has("raised")) {
            problems.add(map.file(), map.line(), "'raised' is missing; write 'raised: []' if no flag is raised.");
        }
        map.finish();
        cases.add(new ScenarioCase(map.file(), map.line(), name, attributes, values, raised, unknown, because));
    }

    private void story(YamlMap map) {
        String name = map.text("name");
        Map<AccountAttribute, String> attributes = attributes(map);
        Map<Integer, Map<String, ValueSpec>> values = new TreeMap<>();
        for (YamlMap part : map.maps("values")) {
            values.put(day(part, "from"), values(part));
        }
        List<Story.Meeting> touchpoints =
                map.maps("touchpoints").stream().map(this::meeting).toList();
        if (touchpoints.size() > MOST_TOUCHPOINTS) {
            problems.add(
                    map.file(), map.line("touchpoints"), "A story has at most " + MOST_TOUCHPOINTS + " touchpoints.");
        }
        List<Story.Acknowledged> acknowledgements = new ArrayList<>();
        for (YamlMap part : map.maps("acknowledgements")) {
            String step = part.text("step");
            acknowledgements.add(new Story.Acknowledged(day(part, "day"), step));
            knownSteps(part, "step", step == null ? List.of() : List.of(step));
            part.finish();
        }
        int until = day(map, "until");
        Map<Integer, Story.Expected> expected = new TreeMap<>();
        for (YamlMap part : map.maps("expect")) {
            Story.Expected onDay = new Story.Expected(
                    thresholdIds(part, "raised"),
                    thresholdIds(part, "cleared"),
                    thresholdIds(part, "unknown"),
                    part.texts("actions"));
            knownSteps(part, "actions", onDay.actions());
            expected.put(day(part, "day"), onDay);
            part.finish();
        }
        RunStatus outcome = map.has("outcome") ? map.choice("outcome", RunStatus.class) : null;
        map.finish();
        stories.add(new Story(
                map.file(),
                map.line(),
                name,
                attributes,
                values,
                touchpoints,
                acknowledgements,
                until,
                expected,
                outcome));
    }

    private Story.Meeting meeting(YamlMap part) {
        int day = day(part, "day");
        int recorded = part.has("recordedDay") ? day(part, "recordedDay") : day;
        TouchpointKind kind = part.choice("kind", TouchpointKind.class);
        boolean mail = kind == TouchpointKind.EMAIL;
        MeetingKind meetingKind = part.has("meetingKind") ? part.choice("meetingKind", MeetingKind.class) : null;
        TouchpointStatus status = part.has("status")
                ? part.choice("status", TouchpointStatus.class)
                : mail ? TouchpointStatus.SENT : TouchpointStatus.HELD;
        TouchpointDirection direction =
                part.has("direction") ? part.choice("direction", TouchpointDirection.class) : null;
        boolean sponsor = part.flag("sponsor", true);
        Integer answered = part.has("answeredDay") ? day(part, "answeredDay") : null;
        part.finish();
        return new Story.Meeting(day, recorded, kind, meetingKind, status, direction, sponsor, answered);
    }

    private Map<AccountAttribute, String> attributes(YamlMap map) {
        Map<AccountAttribute, String> attributes = new EnumMap<>(AccountAttribute.class);
        map.map("account").ifPresent(part -> {
            for (AccountAttribute attribute : AccountAttribute.values()) {
                part.optionalText(attribute.property()).ifPresent(text -> {
                    attributes.put(attribute, text);
                    word(part, attribute, text);
                });
            }
            part.finish();
        });
        return attributes;
    }

    /** No account can have another word of a closed list, so such an example would prove nothing. */
    private void word(YamlMap part, AccountAttribute attribute, String text) {
        List<String> words = attribute.words();
        if (!words.isEmpty() && !words.contains(text)) {
            problems.add(
                    part.file(),
                    part.line(attribute.property()),
                    "'" + attribute.property() + "' is never '" + text + "'; it is one of " + String.join(", ", words)
                            + ".",
                    Spelling.closest(text.replace(' ', '_').replace('-', '_'), words));
        }
    }

    private Map<String, ValueSpec> values(YamlMap map) {
        Map<String, ValueSpec> values = new TreeMap<>();
        for (String key : map.keys()) {
            if (key.equals("from")) {
                continue;
            }
            MetricDefinition metric = byProperty.get(key);
            if (metric == null) {
                problems.add(
                        map.file(),
                        map.line(key),
                        "There is no metric property '" + key + "'.",
                        Spelling.closest(key, byProperty.keySet()));
            } else {
                values.put(metric.id(), value(map, key));
            }
        }
        return values;
    }

    private ValueSpec value(YamlMap map, String key) {
        if (map.holdsMap(key)) {
            YamlMap part = map.map(key).orElseThrow();
            ValueSpec value = new ValueSpec(
                    part.number("value").orElse(null),
                    part.number("numerator").orElse(null),
                    part.number("denominator").orElse(null),
                    part.has("since") ? day(part, "since") : null,
                    part.has("coveredThrough") ? day(part, "coveredThrough") : null,
                    part.wholeNumber("unansweredOutreach", 0, 10_000).orElse(null));
            part.finish();
            return value;
        }
        return map.optionalText(key).filter("unknown"::equals).isPresent()
                ? ValueSpec.UNKNOWN
                : new ValueSpec(map.number(key).orElse(null), null, null, null, null, null);
    }

    private int day(YamlMap map, String key) {
        if (!map.has(key)) {
            problems.add(map.file(), map.line(), "'" + key + "' is missing.");
        }
        return map.wholeNumber(key, -LONGEST_STORY, LONGEST_STORY).orElse(0);
    }

    private List<String> thresholdIds(YamlMap map, String key) {
        List<String> ids = map.texts(key);
        ids.forEach(id -> known(map, key, id));
        return new ArrayList<>(new TreeSet<>(ids));
    }

    private void knownSteps(YamlMap part, String key, List<String> named) {
        subject.steps().addAll(named);
        for (String step : named) {
            if (!steps.contains(step)) {
                problems.add(
                        part.file(),
                        part.line(key),
                        "No playbook has a step '" + step + "'.",
                        Spelling.closest(step, steps));
            }
        }
    }

    private void known(YamlMap map, String key, String id) {
        subject.thresholds().add(id);
        if (!thresholds.contains(id)) {
            problems.add(
                    map.file(), map.line(key), "There is no threshold '" + id + "'.", Spelling.closest(id, thresholds));
        }
    }
}
