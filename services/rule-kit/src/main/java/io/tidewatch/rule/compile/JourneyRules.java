package io.tidewatch.rule.compile;

import io.tidewatch.metric.Question;
import io.tidewatch.metric.catalogue.MetricDefinition;
import io.tidewatch.metric.reading.ProblemList;
import io.tidewatch.rule.bundle.Origin;
import io.tidewatch.rule.journey.JourneyDefinition;
import io.tidewatch.rule.journey.JourneyStep;
import io.tidewatch.rule.playbook.ActionDefinition;
import io.tidewatch.rule.playbook.Audience;
import io.tidewatch.rule.playbook.PlaybookDefinition;
import io.tidewatch.rule.playbook.ReminderDefinition;
import io.tidewatch.rule.playbook.Span;
import io.tidewatch.rule.threshold.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Writes a journey as what it stands for: for each step a threshold that is raised while the step is due and not met, and is
 * silent while that is not known, and a playbook that asks for it; and the rules of the one threshold that
 * says that journeys are stalled. All of it is read and checked like files that analysts wrote.
 */
final class JourneyRules {
    private static final Span REMIND_EVERY = new Span(Duration.ofDays(7), 0);
    /** Longer than any step can be moved. */
    private static final String ONCE = "999d";

    private static final Map<String, String> OPPOSITES =
            Map.of("<", ">=", "<=", ">", ">", "<=", ">=", "<", "==", "!=", "!=", "==");

    private final JourneyDefinition journey;
    /** Metric → the property that rules read. */
    private final Map<String, String> properties;

    private final String start;
    private final StringBuilder drl = new StringBuilder("package rules;\n");
    /** By line of the text, from 1: the line of the file. */
    private final List<Integer> lines = new ArrayList<>(List.of(0, 0));

    private JourneyRules(JourneyDefinition journey, Vocabulary vocabulary) {
        this.journey = journey;
        this.properties = vocabulary.metrics().stream()
                .collect(Collectors.toMap(MetricDefinition::id, MetricDefinition::property));
        this.start = properties.get(journey.startMetricId());
    }

    /** The rules that raise the flags of its steps, and the flag of a journey that is stalled. */
    static List<RuleSource> thresholds(
            JourneyDefinition journey, Vocabulary vocabulary, int firstNumber, ProblemList problems) {
        JourneyRules rules = new JourneyRules(journey, vocabulary);
        for (int index = 0; index < journey.steps().size(); index++) {
            rules.due(journey.steps().get(index));
            rules.stalled(index);
        }
        if (journey.ownSteps() != null) {
            rules.stalledBeforeOwnStep(journey.ownSteps());
        }
        return rules.read(RuleForm.THRESHOLD, vocabulary, firstNumber, problems);
    }

    /** The rules that judge the playbooks of its steps. */
    static List<RuleSource> judgements(
            JourneyDefinition journey, Vocabulary vocabulary, int firstNumber, ProblemList problems) {
        JourneyRules rules = new JourneyRules(journey, vocabulary);
        journey.steps().forEach(rules::judgements);
        return rules.read(RuleForm.JUDGEMENT, vocabulary, firstNumber, problems);
    }

    /** Whether a rule with these annotations says that a journey is stalled. */
    static boolean areStalled(String file, Map<String, String> annotations) {
        return Origin.of(file) == Origin.JOURNEY && JourneyDefinition.STALLED.equals(annotations.get("threshold"));
    }

    /** The playbook of a step: its task opens at once and is due on the day of the step. */
    static PlaybookDefinition playbook(JourneyDefinition journey, JourneyStep step) {
        Duration lead = Duration.ofDays(step.leadDays());
        String reminder = step.thresholdId() + "-reminder";
        return new PlaybookDefinition(
                step.thresholdId(),
                name(journey, step),
                Question.NONE,
                step.metricId(),
                step.thresholdId(),
                journey.owner(),
                null,
                Map.of(),
                new Span(lead, 0),
                List.of(ActionDefinition.task(step.thresholdId(), journey.owner(), step.task(), step.messageId())),
                List.of(),
                new ReminderDefinition(
                        reminder,
                        step.thresholdId(),
                        new Span(lead, 0),
                        REMIND_EVERY,
                        null,
                        journey.owner(),
                        step.messageId()),
                List.of(),
                window(journey, step),
                step.name() + ".",
                Map.of(),
                List.of(),
                List.of(),
                journey.file());
    }

    private static Duration window(JourneyDefinition journey, JourneyStep step) {
        return Duration.ofDays(step.leadDays() + (long) journey.missedAfterDays());
    }

    private static String name(JourneyDefinition journey, JourneyStep step) {
        return step.name() + " (" + journey.name() + ")";
    }

    /** A step is asked for once: moved to a later day, or lost and missing again, it continues its episode. */
    private void due(JourneyStep step) {
        rule(
                step.line(),
                name(journey, step),
                step.thresholdId(),
                "@owner(\"" + journey.owner() + "\") @level(\"" + Level.NEXT_STEP + "\") @question(\"" + Question.NONE
                        + "\") @hold(\"" + ONCE + "\")",
                sentence(step) + ".",
                condition(step, step.dueAfterDays() - step.leadDays()) + ", " + opposite(step.met()));
    }

    /**
     * A step is late, and no other one was met for so long. Where no record says when a step was met, one that is due earlier counts
     * as met on its day, and a later one that is met counts as progress for as long as it is.
     */
    private void stalled(int index) {
        JourneyStep step = journey.steps().get(index);
        int from = Math.max(step.dueAfterDays() + 1, journey.stallDays());
        List<String> conditions = new ArrayList<>(List.of(opposite(step.met())));
        for (int other = 0; other < journey.steps().size(); other++) {
            JourneyStep undated = journey.steps().get(other);
            if (undated.metSinceMetricId() == null && other < index) {
                from = Math.max(from, undated.dueAfterDays() + journey.stallDays());
            } else if (undated.metSinceMetricId() == null && other > index) {
                conditions.add(opposite(undated.met()));
            }
        }
        conditions.addAll(nothingMet(step));
        stalled(
                step.line(),
                name(journey, step),
                sentence(step) + ". It is still open",
                condition(step, from) + ", " + String.join(", ", conditions));
    }

    /** The same before a step of one customer alone, whatever the journey asks for. */
    private void stalledBeforeOwnStep(JourneyDefinition.OwnSteps own) {
        String late = properties.get(own.lateMetricId());
        stalled(
                journey.steps().getFirst().line(),
                "a step of its own (" + journey.name() + ")",
                "Steps of the customer's own plan, or objectives, that are late: {" + late + "}. They are still open",
                written(journey.about()) + ", " + start + " >= " + journey.stallDays() + ", " + late + " > 0, "
                        + String.join(", ", nothingMet(null)));
    }

    private void stalled(int line, String name, String because, String conditions) {
        rule(
                line,
                "Stalled before: " + name,
                JourneyDefinition.STALLED,
                "@owner(\"" + Audience.CSM + "\") @level(\"" + Level.WATCH + "\") @question(\"" + Question.RENEW
                        + "\")",
                because + ", and no step was met in the last " + journey.stallDays() + " days.",
                conditions);
    }

    /** That no step but this one, which is open, was met for so long; only of steps of which records say when. */
    private Set<String> nothingMet(JourneyStep open) {
        Set<String> conditions = new LinkedHashSet<>();
        journey.steps().stream()
                .filter(step -> step != open && step.metSinceMetricId() != null)
                .map(step -> properties.get(step.metSinceMetricId()) + " >= " + journey.stallDays())
                .forEach(conditions::add);
        if (journey.ownSteps() != null) {
            conditions.add(properties.get(journey.ownSteps().metSinceMetricId()) + " >= " + journey.stallDays());
        }
        return conditions;
    }

    private String sentence(JourneyStep step) {
        return "'" + step.name() + "' is due on day " + step.dueAfterDays() + " of the journey " + journey.name()
                + ", which the customer began {" + start + "} ago";
    }

    private String condition(JourneyStep step, int from) {
        int until = step.dueAfterDays() + journey.missedAfterDays();
        return written(journey.about()) + ", " + start + " >= " + from + ", " + start + " < " + until;
    }

    private void rule(int line, String title, String threshold, String annotations, String because, String conditions) {
        line(line, "rule \"" + title + "\"");
        line(line, "@threshold(\"" + threshold + "\")");
        line(line, annotations);
        line(line, "@because(\"" + because + "\")");
        line(line, "when");
        line(line, "$account : Account( " + conditions + " )");
        line(line, "then");
        line(line, "flags.raise($account, \"" + threshold + "\");");
        line(line, "end");
    }

    /** The condition on the playbook comes first, because each run is judged by the rules of all playbooks. */
    private void judgements(JourneyStep step) {
        String own = "playbook == \"" + step.thresholdId() + "\"";
        judgement(
                step,
                "met",
                "$run : Run( " + own + " ) Account( " + written(step.met()) + " )",
                JudgementRules.SUCCESS);
        judgement(
                step,
                "missed",
                "$run : Run( " + own + ", daysOpen >= " + window(journey, step).toDays() + " )",
                JudgementRules.FAILURE);
    }

    private void judgement(JourneyStep step, String title, String patterns, String word) {
        line(step.line(), "rule \"" + name(journey, step) + ": " + title + "\"");
        line(step.line(), "@playbook(\"" + step.thresholdId() + "\")");
        line(step.line(), "when");
        line(step.line(), patterns);
        line(step.line(), "then");
        line(step.line(), "judgements.hold($run, \"" + word + "\");");
        line(step.line(), "end");
    }

    private void line(int line, String text) {
        drl.append(text).append('\n');
        lines.add(line);
    }

    private List<RuleSource> read(RuleForm form, Vocabulary vocabulary, int firstNumber, ProblemList problems) {
        return RuleFile.read(
                journey.file(),
                drl.toString(),
                form,
                vocabulary,
                firstNumber,
                line -> Place.line(lines.get(Math.clamp(line, 0, lines.size() - 1))),
                problems);
    }

    /** A condition that was read already, with straight double quotation marks and without comments. */
    private static String written(String condition) {
        return written(Token.split(condition, 0));
    }

    private static String written(List<Token> tokens) {
        StringBuilder text = new StringBuilder();
        for (Token token : tokens) {
            text.append(text.isEmpty() ? "" : " ")
                    .append(token.kind() == Token.Kind.TEXT ? '"' + token.text() + '"' : token.text());
        }
        return text.toString().strip();
    }

    /** Where a condition does not hold. A single comparison is turned round, so that the checks of bounds understand it. */
    private static String opposite(String condition) {
        List<Token> tokens = new ArrayList<>(Token.split(condition, 0));
        long signs = tokens.stream()
                .filter(token -> token.kind() == Token.Kind.SIGN)
                .filter(token -> !token.is("-"))
                .count();
        for (int index = 0; index < tokens.size(); index++) {
            String turned = OPPOSITES.get(tokens.get(index).text());
            if (signs == 1 && turned != null && tokens.get(index).kind() == Token.Kind.SIGN) {
                tokens.set(index, new Token(Token.Kind.SIGN, turned, 0));
                return written(tokens);
            }
        }
        return "!( " + written(tokens) + " )";
    }
}
