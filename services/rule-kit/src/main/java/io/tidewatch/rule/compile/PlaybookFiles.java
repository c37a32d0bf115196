package io.tidewatch.rule.compile;

import io.tidewatch.metric.Question;
import io.tidewatch.metric.catalogue.Catalogue;
import io.tidewatch.metric.catalogue.MetricDefinition;
import io.tidewatch.metric.reading.ProblemList;
import io.tidewatch.metric.reading.YamlPart;
import io.tidewatch.metric.reading.YamlSchema;
import io.tidewatch.rule.calendar.Calendars;
import io.tidewatch.rule.message.MessageTemplate;
import io.tidewatch.rule.playbook.ActionDefinition;
import io.tidewatch.rule.playbook.ActionKind;
import io.tidewatch.rule.playbook.Audience;
import io.tidewatch.rule.playbook.Confirmation;
import io.tidewatch.rule.playbook.EscalationDefinition;
import io.tidewatch.rule.playbook.PlaybookDefinition;
import io.tidewatch.rule.playbook.ReminderDefinition;
import io.tidewatch.rule.playbook.Span;
import io.tidewatch.spelling.Spelling;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Reads rules/playbooks/*.playbook.yaml. Their structure is in playbook.schema.yaml. */
final class PlaybookFiles {
    private static final YamlSchema SCHEMA = YamlSchema.of(PlaybookFiles.class, "playbook.schema.yaml");
    /** Most actions of all steps of a playbook together, so that a wrong one floods nobody. */
    private static final int MOST_ACTIONS = 40;
    /** Most reminders of a run. */
    private static final int MOST_REMINDERS = 60;
    /** Most playbooks that one threshold opens. */
    private static final int MOST_PLAYBOOKS = 3;
    /** Most different judgement words of a bundle; a run has a place for each of them. */
    private static final int MOST_WORDS = 200;

    private final ProblemList problems;
    private final PlaybookTimes times;
    private final DeclaredJudgements judgements;
    private final ScheduleChanges schedules;
    private final Map<String, MessageTemplate> messages;
    /** Key of a step → its line. */
    private final Map<String, Integer> keys = new HashMap<>();

    private int actions;

    private PlaybookFiles(
            YamlPart declared, Calendars calendars, Map<String, MessageTemplate> messages, ProblemList problems) {
        this.problems = problems;
        this.times = new PlaybookTimes(calendars, problems);
        this.judgements = new DeclaredJudgements(declared, problems);
        this.schedules = new ScheduleChanges(problems);
        this.messages = messages;
    }

    /**
     * Reads playbooks.
     *
     * @param thresholds threshold id → the metrics that it reads; null when the thresholds themselves could not be read
     * @param messageIds of all messages
     * @param messages those that could be read
     * @param calendars in which business days are counted; none when the bundle has no calendar
     */
    static Map<String, PlaybookDefinition> read(
            Map<String, String> files,
            Catalogue catalogue,
            Map<String, List<String>> thresholds,
            List<String> messageIds,
            Map<String, MessageTemplate> messages,
            Calendars calendars,
            ProblemList problems) {
        YamlSchema words = SCHEMA.with(
                        "metric",
                        catalogue.tracked().stream().map(MetricDefinition::id).toList())
                .with("message", messageIds);
        YamlSchema schema = thresholds == null ? words : words.with("threshold", thresholds.keySet());
        Map<String, PlaybookDefinition> playbooks = new TreeMap<>();
        Map<String, Map<String, Integer>> lines = new HashMap<>();
        int before = problems.size();
        files.forEach((file, text) -> schema.read(file, text, problems).ifPresent(part -> {
            PlaybookFiles reader = new PlaybookFiles(part.part("judgements"), calendars, messages, problems);
            PlaybookDefinition playbook = reader.playbook(part);
            lines.put(playbook.id(), reader.keys);
            if (thresholds != null && playbook.thresholdId() != null) {
                checkMetric(playbook, thresholds.get(playbook.thresholdId()), part, problems);
            }
            if (playbooks.put(playbook.id(), playbook) != null) {
                problems.add(file, part.line("id"), "There are two playbooks '" + playbook.id() + "'.");
            }
        }));
        checkPlaybooksOfThresholds(playbooks, problems);
        checkWords(playbooks, problems);
        // Of playbooks that could not be read nobody can say what they open.
        if (problems.size() == before) {
            OpenedPlaybooks.check(playbooks, lines, problems);
        }
        return playbooks;
    }

    /** A threshold that reads attributes only is about no metric. */
    private static void checkMetric(
            PlaybookDefinition playbook, List<String> read, YamlPart part, ProblemList problems) {
        if (!read.isEmpty() && !read.contains(playbook.metricId())) {
            problems.add(
                    part.file(),
                    part.line("metric"),
                    "The threshold '" + playbook.thresholdId() + "' does not read the metric '" + playbook.metricId()
                            + "'.",
                    read.size() == 1 ? read.getFirst() : Spelling.closest(playbook.metricId(), read));
        }
    }

    private static void checkPlaybooksOfThresholds(Map<String, PlaybookDefinition> playbooks, ProblemList problems) {
        Map<String, Integer> opened = new TreeMap<>();
        playbooks.values().stream()
                .filter(playbook -> playbook.thresholdId() != null)
                .filter(playbook -> opened.merge(playbook.thresholdId(), 1, Integer::sum) == MOST_PLAYBOOKS + 1)
                .forEach(playbook -> problems.add(
                        playbook.file(),
                        0,
                        "The threshold '" + playbook.thresholdId() + "' opens more than " + MOST_PLAYBOOKS
                                + " playbooks."));
    }

    private static void checkWords(Map<String, PlaybookDefinition> playbooks, ProblemList problems) {
        long words = playbooks.values().stream()
                .flatMap(playbook -> playbook.judgements().keySet().stream())
                .distinct()
                .count();
        if (words > MOST_WORDS) {
            problems.add(
                    "playbooks",
                    0,
                    "The playbooks of a bundle can declare at most " + MOST_WORDS + " different judgements.");
        }
    }

    private PlaybookDefinition playbook(YamlPart part) {
        part.checkName(".playbook.yaml", problems);
        YamlPart immediate = part.part("immediateActions");
        YamlPart success = part.part("success");
        PlaybookDefinition playbook = new PlaybookDefinition(
                part.text("id"),
                part.text("name"),
                part.part("question").as(Question.class),
                part.text("metric"),
                part.text("flag"),
                part.part("owner").part("role").as(Audience.class),
                part.part("owner").part("support").as(Audience.class),
                confirmed(part.part("confirmed")),
                times.span(immediate, "within"),
                actions(immediate, "actions"),
                actions(part, "internalAlignment"),
                reminder(part.part("reminder")),
                Stream.concat(
                                part.parts("escalations").stream().map(this::escalation),
                                sequence(part.part("sequence")).stream())
                        .sorted(Comparator.comparing(later -> later.after().least()))
                        .toList(),
                Span.elapsed(success.text("within")),
                success.text("criterion"),
                judgements.words(),
                actions(success, "actions"),
                actions(part.part("failure"), "actions"),
                part.file());
        check(playbook, part);
        return playbook;
    }

    private void check(PlaybookDefinition playbook, YamlPart part) {
        if (actions > MOST_ACTIONS) {
            problem(
                    part,
                    "immediateActions",
                    "A playbook can have at most " + MOST_ACTIONS + " actions; this one has " + actions + ".");
        }
        playbook.escalations().forEach(later -> times.checkWindow(later, playbook, keys.get(later.id())));
        schedules.checkEnd(playbook, keys);
        for (Audience audience : playbook.confirmed().keySet()) {
            if (!playbook.participants().contains(audience)) {
                problems.add(
                        part.file(),
                        part.part("confirmed").line(audience.name()),
                        audience
                                + " cannot confirm a part in this playbook: it has no action for it. Its roles beside the owner: "
                                + playbook.participants() + ".");
            }
        }
        ReminderDefinition reminder = playbook.reminder();
        if (reminder == null) {
            return;
        }
        List<String> tasks =
                playbook.immediateActions().stream().map(ActionDefinition::step).toList();
        if (!tasks.contains(reminder.ofStep())) {
            problems.add(
                    part.file(),
                    part.part("reminder").line("of"),
                    "There is no immediate action '" + reminder.ofStep() + "'.",
                    Spelling.closest(reminder.ofStep(), tasks));
        }
        if (playbook.window().dividedBy(reminder.every().least()) > MOST_REMINDERS) {
            problem(
                    part,
                    "reminder",
                    "A run can have at most " + MOST_REMINDERS + " reminders; choose a longer 'every'.");
        }
    }

    /** Each step counts from the one before, so its time from the opening is the sum. */
    private List<EscalationDefinition> sequence(YamlPart part) {
        String stopsAt = judgements.named(part, "stopsAt");
        List<EscalationDefinition> steps = new ArrayList<>();
        Span sum = null;
        for (YamlPart step : part.parts("steps")) {
            sum = times.added(sum, step);
            ActionDefinition action = action(step);
            steps.add(new EscalationDefinition(action.step(), sum, stopsAt, null, List.of(action), true));
        }
        return steps;
    }

    private EscalationDefinition escalation(YamlPart part) {
        EscalationDefinition escalation = new EscalationDefinition(
                key(part, "id"),
                times.span(part, "after"),
                judgements.named(part, "unless"),
                part.text("opens"),
                actions(part, "actions"),
                false);
        if (escalation.opens() == null && escalation.actions().isEmpty()) {
            problem(
                    part,
                    "id",
                    "The escalation '" + escalation.id() + "' does nothing; it needs 'actions' or 'opens'.");
        }
        return escalation;
    }

    private ReminderDefinition reminder(YamlPart part) {
        return part.node().isMissingNode()
                ? null
                : new ReminderDefinition(
                        key(part, "step"),
                        part.text("of"),
                        times.span(part, "first"),
                        times.span(part, "every"),
                        judgements.named(part, "unless"),
                        part.part("audience").as(Audience.class),
                        part.text("message"));
    }

    private List<ActionDefinition> actions(YamlPart from, String key) {
        return from.parts(key).stream().map(this::action).toList();
    }

    private ActionDefinition action(YamlPart part) {
        actions++;
        ActionKind kind = part.part("kind").as(ActionKind.class);
        String messageId = part.text("message");
        MessageTemplate message = messageId == null ? null : messages.get(messageId);
        return new ActionDefinition(
                key(part, "step"),
                kind,
                kind == ActionKind.SCHEDULE_CHANGE
                        ? Audience.CRM
                        : part.part("audience").as(Audience.class),
                message == null ? null : message.title(),
                messageId,
                part.text("draft"),
                part.text("crmStage"),
                kind == ActionKind.SCHEDULE_CHANGE ? schedules.read(part) : null);
    }

    private Map<Audience, Confirmation> confirmed(YamlPart part) {
        Map<Audience, Confirmation> confirmed = new EnumMap<>(Audience.class);
        part.node().fieldNames().forEachRemaining(role -> {
            YamlPart confirmation = part.part(role);
            try {
                confirmed.put(
                        Audience.valueOf(role),
                        new Confirmation(confirmation.text("by"), LocalDate.parse(confirmation.text("on"))));
            } catch (DateTimeParseException notADay) {
                problem(confirmation, "on", "The day " + confirmation.text("on") + " does not exist.");
            }
        });
        return confirmed;
    }

    private String key(YamlPart part, String name) {
        String key = part.text(name);
        if (keys.putIfAbsent(key, part.line(name)) != null) {
            problem(part, name, "The key '" + key + "' appears twice in this playbook.");
        }
        return key;
    }

    private void problem(YamlPart part, String key, String sentence) {
        problems.add(part.file(), part.line(key), sentence);
    }
}
