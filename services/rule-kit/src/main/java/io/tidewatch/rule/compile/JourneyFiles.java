package io.tidewatch.rule.compile;

import io.tidewatch.metric.Unit;
import io.tidewatch.metric.reading.ProblemList;
import io.tidewatch.metric.reading.YamlPart;
import io.tidewatch.metric.reading.YamlSchema;
import io.tidewatch.rule.journey.JourneyDefinition;
import io.tidewatch.rule.journey.JourneyStep;
import io.tidewatch.rule.playbook.Audience;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/** Reads rules/journeys/*.yaml. Their structure is in journey.schema.yaml. */
final class JourneyFiles {
    private static final YamlSchema SCHEMA = YamlSchema.of(JourneyFiles.class, "journey.schema.yaml");

    private final YamlPart part;
    private final Vocabulary vocabulary;
    private final Map<String, Property> account;
    private final ProblemList problems;

    private JourneyFiles(YamlPart part, Vocabulary vocabulary, ProblemList problems) {
        this.part = part;
        this.vocabulary = vocabulary;
        this.account = vocabulary.properties();
        this.problems = problems;
    }

    /**
     * Reads journeys, ordered by id; one with a problem is left out.
     *
     * @param messages the ids of all messages
     */
    static List<JourneyDefinition> read(
            Map<String, String> files, Vocabulary vocabulary, List<String> messages, ProblemList problems) {
        Map<String, Property> account = vocabulary.fact(Vocabulary.ACCOUNT);
        List<String> days = account.values().stream()
                .filter(property -> property.unit() == Unit.DAYS)
                .map(Property::name)
                .toList();
        List<String> metrics = account.values().stream()
                .filter(property -> property.metricId() != null && property.type() == Property.Type.NUMBER)
                .map(Property::name)
                .toList();
        YamlSchema schema = SCHEMA.with("days", days).with("metric", metrics).with("message", messages);
        Map<String, JourneyDefinition> journeys = new TreeMap<>();
        files.forEach((file, text) -> schema.read(file, text, problems).ifPresent(part -> {
            int before = problems.size();
            JourneyDefinition journey = new JourneyFiles(part, vocabulary, problems).journey();
            // Two files can have one id only when one of the two has a wrong name.
            if (problems.size() == before) {
                journeys.put(journey.id(), journey);
            }
        }));
        return List.copyOf(journeys.values());
    }

    private JourneyDefinition journey() {
        part.checkName(".yaml", problems);
        Set<String> attributes = condition(part, "for");
        attributes.stream()
                .filter(name -> account.get(name).metricId() != null)
                .forEach(name -> problem(
                        part,
                        "for",
                        "'for' says whom the journey is for, so it can read attributes only; '" + name
                                + "' is about a metric."));
        int missedAfter = days(part, "missedAfter");
        int stallDays = part.part("stallDays").as(Integer.class);
        if (stallDays >= missedAfter) {
            problem(
                    part,
                    "stallDays",
                    "'stallDays' must be less than 'missedAfter': nobody is asked for a step that is " + missedAfter
                            + " days late, so it cannot stall the journey any more.");
        }
        List<JourneyStep> steps = new ArrayList<>();
        part.parts("steps").forEach(step -> steps.add(step(step)));
        checkOrder(steps);
        Audience owner = part.part("owner").as(Audience.class);
        return new JourneyDefinition(
                part.text("id"),
                part.text("name"),
                part.text("for"),
                List.copyOf(attributes),
                metric(part, "start"),
                owner == null ? Audience.CSM : owner,
                stallDays,
                missedAfter,
                ownSteps(),
                steps,
                part.file());
    }

    private JourneyDefinition.OwnSteps ownSteps() {
        YamlPart own = part.part("ownSteps");
        String late = metric(own, "late");
        return late == null ? null : new JourneyDefinition.OwnSteps(late, metric(own, "metSince"));
    }

    /** The id of the metric that a key names by its property; null where it is left out. */
    private String metric(YamlPart of, String key) {
        String property = of.text(key);
        return property == null ? null : account.get(property).metricId();
    }

    private JourneyStep step(YamlPart step) {
        int dueAfter = days(step, "dueAfter");
        int lead = days(step, "lead");
        if (lead > dueAfter) {
            problem(
                    step,
                    "lead",
                    "'lead' is longer than 'dueAfter': the task of the step '" + step.text("id")
                            + "' would open before the journey starts.");
        }
        Set<String> reads = condition(step, "met");
        String metric = reads.stream()
                .map(name -> account.get(name).metricId())
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
        if (metric == null && !reads.isEmpty()) {
            problem(
                    step,
                    "met",
                    "'met' must read a metric; a condition on attributes only says whom the journey is for.");
        }
        String message = step.text("message");
        String task = step.text("task");
        return new JourneyStep(
                step.text("id"),
                part.text("id") + "-" + step.text("id"),
                step.text("name"),
                task == null ? step.text("name") : task,
                dueAfter,
                lead,
                step.text("met"),
                metric,
                metric(step, "metSince"),
                step.text("guidance"),
                message == null ? part.text("message") : message,
                step.line("id"));
    }

    private void checkOrder(List<JourneyStep> steps) {
        Set<String> ids = new HashSet<>();
        Set<String> names = new HashSet<>();
        JourneyStep before = null;
        for (JourneyStep step : steps) {
            if (!ids.add(step.id())) {
                problems.add(part.file(), step.line(), "There are two steps '" + step.id() + "' in this journey.");
            } else if (!names.add(step.name())) {
                problems.add(
                        part.file(), step.line(), "There are two steps named '" + step.name() + "' in this journey.");
            }
            if (before != null && step.dueAfterDays() < before.dueAfterDays()) {
                problems.add(
                        part.file(),
                        step.line(),
                        "The step '" + step.id() + "' is due before '" + before.id()
                                + "', which stands above it; write the steps in the order of their days.");
            }
            before = step;
        }
    }

    /** The properties that a condition reads; none (and a problem) when it is not understood. */
    private Set<String> condition(YamlPart of, String key) {
        String text = of.text(key);
        try {
            Scope scope = new Scope(vocabulary.unreadable());
            scope.beginPattern(null, account, of.line(key));
            Condition condition = ConditionReader.read(text, of.line(key), Vocabulary.ACCOUNT, account, scope);
            if (!scope.names().isEmpty()) {
                throw new NotAllowedException(of.line(key), "Properties need no names of their own here.", null);
            }
            return condition.reads();
        } catch (NotAllowedException refused) {
            NotAllowedException mistake = CommonMistakes.inColumn(text, account);
            NotAllowedException clearest = mistake == null ? refused : mistake;
            problems.add(of.file(), of.line(key), "'" + key + "': " + clearest.getMessage(), clearest.suggestion());
            return Set.of();
        }
    }

    private static int days(YamlPart of, String key) {
        String span = of.text(key);
        return Integer.parseInt(span.substring(0, span.length() - 1));
    }

    private void problem(YamlPart of, String key, String sentence) {
        problems.add(of.file(), of.line(key), sentence);
    }
}
