package io.tidewatch.rule.compile;

import io.tidewatch.metric.Question;
import io.tidewatch.metric.catalogue.MetricDefinition;
import io.tidewatch.metric.reading.ProblemList;
import io.tidewatch.rule.journey.JourneyDefinition;
import io.tidewatch.rule.journey.JourneyStep;
import io.tidewatch.rule.playbook.ActionDefinition;
import io.tidewatch.rule.playbook.ActionKind;
import io.tidewatch.rule.playbook.Audience;
import io.tidewatch.rule.playbook.PlaybookDefinition;
import io.tidewatch.rule.playbook.ReminderDefinition;
import io.tidewatch.rule.playbook.Span;
import io.tidewatch.rule.threshold.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Writes a journey as what it stands for: for each step a threshold that is raised while the step is due and not met, and is
 * silent while that is not known, and a playbook that asks for it; and the rules of the one threshold that
 * says that journeys are stalled. All of it is read and checked like files that analysts wrote.
 */
final class JourneyRules {
    private static final Duration REMIND_EVERY = Duration.ofDays(7);
    private static final Map<String, String> OPPOSITES =
            Map.of("<", ">=", "<=", ">", ">", "<=", ">=", "<", "==", "!=", "!=", "==");

    private final JourneyDefinition journey;
    private final String start;
    private final StringBuilder drl = new StringBuilder("package rules;\n");
    /** By line of the text, from 1: the line of the file. */
    private final List<Integer> lines = new ArrayList<>(List.of(0, 0));

    private JourneyRules(JourneyDefinition journey, Vocabulary vocabulary) {
        this.journey = journey;
        this.start = vocabulary.metrics().stream()
                .filter(metric -> metric.id().equals(journey.startMetricId()))
                .map(MetricDefinition::property)
                .findFirst()
                .orElseThrow();
    }

    /** The rules that raise the flags of its steps, and the flag of a journey that is stalled. */
    static List<RuleSource> thresholds(
            JourneyDefinition journey, Vocabulary vocabulary, int firstNumber, ProblemList problems) {
        JourneyRules rules = new JourneyRules(journey, vocabulary);
        for (int index = 0; index < journey.steps().size(); index++) {
            JourneyStep step = journey.steps().get(index);
            JourneyStep next =
                    index + 1 < journey.steps().size() ? journey.steps().get(index + 1) : null;
            rules.due(step);
            rules.stalled(step, next);
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
                List.of(new ActionDefinition(
                        step.thresholdId(), ActionKind.TASK, journey.owner(), step.messageId(), null, null)),
                List.of(),
                new ReminderDefinition(
                        reminder, step.thresholdId(), lead, REMIND_EVERY, null, journey.owner(), step.messageId()),
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

    private void due(JourneyStep step) {
        rule(
                step,
                "",
                step.thresholdId(),
                "@owner(\"" + journey.owner() + "\") @level(\"" + Level.NEXT_STEP + "\") @question(\"" + Question.NONE
                        + "\")",
                sentence(step) + ".",
                condition(step, step.dueAfterDays() - step.leadDays()) + ", " + opposite(step.met()));
    }

    private void stalled(JourneyStep step, JourneyStep next) {
        String ahead = next == null ? "" : ", and so is '" + next.name() + "'";
        rule(
                step,
                "Stalled before: ",
                JourneyDefinition.STALLED,
                "@owner(\"" + Audience.CSM + "\") @level(\"" + Level.WATCH + "\") @question(\"" + Question.RENEW
                        + "\")",
                sentence(step) + ". It is still open" + ahead + ".",
                condition(step, step.dueAfterDays() + journey.stallDays()) + ", " + opposite(step.met())
                        + (next == null ? "" : ", " + opposite(next.met())));
    }

    private String sentence(JourneyStep step) {
        return "'" + step.name() + "' is due on day " + step.dueAfterDays() + " of the journey " + journey.name()
                + ", which the customer began {" + start + "} ago";
    }

    private String condition(JourneyStep step, int from) {
        int until = step.dueAfterDays() + journey.missedAfterDays();
        return written(journey.about()) + ", " + start + " >= " + from + ", " + start + " < " + until;
    }

    private void rule(
            JourneyStep step, String title, String threshold, String annotations, String because, String conditions) {
        line(step, "rule \"" + title + name(journey, step) + "\"");
        line(step, "@threshold(\"" + threshold + "\")");
        line(step, annotations);
        line(step, "@because(\"" + because + "\")");
        line(step, "when");
        line(step, "$account : Account( " + conditions + " )");
        line(step, "then");
        line(step, "flags.raise($account, \"" + threshold + "\");");
        line(step, "end");
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
        line(step, "rule \"" + name(journey, step) + ": " + title + "\"");
        line(step, "@playbook(\"" + step.thresholdId() + "\")");
        line(step, "when");
        line(step, patterns);
        line(step, "then");
        line(step, "judgements.hold($run, \"" + word + "\");");
        line(step, "end");
    }

    private void line(JourneyStep step, String text) {
        drl.append(text).append('\n');
        lines.add(step.line());
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
