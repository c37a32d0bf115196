package io.tidewatch.rule.compile;

import io.tidewatch.metric.Question;
import io.tidewatch.metric.catalogue.Catalogue;
import io.tidewatch.metric.catalogue.MetricDefinition;
import io.tidewatch.metric.reading.ProblemList;
import io.tidewatch.metric.reading.YamlPart;
import io.tidewatch.metric.reading.YamlSchema;
import io.tidewatch.rule.playbook.ActionDefinition;
import io.tidewatch.rule.playbook.ActionKind;
import io.tidewatch.rule.playbook.Audience;
import io.tidewatch.rule.playbook.Confirmation;
import io.tidewatch.rule.playbook.EscalationDefinition;
import io.tidewatch.rule.playbook.JudgementDefinition;
import io.tidewatch.rule.playbook.PlaybookDefinition;
import io.tidewatch.rule.playbook.ReminderDefinition;
import io.tidewatch.rule.threshold.AccountAttribute;
import io.tidewatch.spelling.Spelling;
import java.time.Duration;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

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
    /** Java finds the property behind isA or isABc under another name, so the second character is there and no capital. */
    private static final Pattern WORD = Pattern.compile("[a-z][a-z0-9][A-Za-z0-9]{0,38}");
    /** The names of methods of Run: DRL takes them for properties. */
    private static final Pattern METHOD = Pattern.compile("(get|is)[A-Z].*");

    private final ProblemList problems;
    private final Map<String, JudgementDefinition> judgements = new HashMap<>();
    private final Set<String> keys = new HashSet<>();
    private int actions;

    private PlaybookFiles(ProblemList problems) {
        this.problems = problems;
    }

    /**
     * Reads playbooks.
     *
     * @param thresholds threshold id → the metrics that it reads; null when the thresholds themselves could not be read
     */
    static Map<String, PlaybookDefinition> read(
            Map<String, String> files,
            Catalogue catalogue,
            Map<String, List<String>> thresholds,
            List<String> messages,
            ProblemList problems) {
        YamlSchema words = SCHEMA.with(
                        "metric",
                        catalogue.tracked().stream().map(MetricDefinition::id).toList())
                .with("message", messages);
        YamlSchema schema = thresholds == null ? words : words.with("threshold", thresholds.keySet());
        Map<String, PlaybookDefinition> playbooks = new TreeMap<>();
        files.forEach((file, text) -> schema.read(file, text, problems).ifPresent(part -> {
            PlaybookDefinition playbook = new PlaybookFiles(problems).playbook(part);
            if (thresholds != null && playbook.thresholdId() != null) {
                checkMetric(playbook, thresholds.get(playbook.thresholdId()), part, problems);
            }
            if (playbooks.put(playbook.id(), playbook) != null) {
                problems.add(file, part.line("id"), "There are two playbooks '" + playbook.id() + "'.");
            }
        }));
        checkPlaybooksOfThresholds(playbooks, problems);
        checkWords(playbooks, problems);
        OpenedPlaybooks.check(playbooks, problems);
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
        readJudgements(part.part("judgements"));
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
                span(immediate, "within"),
                actions(immediate, "actions"),
                actions(part, "internalAlignment"),
                reminder(part.part("reminder")),
                part.parts("escalations").stream()
                        .map(this::escalation)
                        .sorted(Comparator.comparing(EscalationDefinition::after))
                        .toList(),
                span(success, "within"),
                success.text("criterion"),
                judgements,
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
        for (EscalationDefinition escalation : playbook.escalations()) {
            if (escalation.after().compareTo(playbook.window()) >= 0) {
                problem(
                        part,
                        "escalations",
                        "The escalation '" + escalation.id() + "' is due after the window has ended.");
            }
        }
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
        if (playbook.window().dividedBy(reminder.every()) > MOST_REMINDERS) {
            problem(
                    part,
                    "reminder",
                    "A run can have at most " + MOST_REMINDERS + " reminders; choose a longer 'every'.");
        }
    }

    private EscalationDefinition escalation(YamlPart part) {
        EscalationDefinition escalation = new EscalationDefinition(
                key(part, "id"), span(part, "after"), unless(part), part.text("opens"), actions(part, "actions"));
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
                        span(part, "first"),
                        span(part, "every"),
                        unless(part),
                        part.part("audience").as(Audience.class),
                        part.text("message"));
    }

    private List<ActionDefinition> actions(YamlPart from, String key) {
        List<YamlPart> parts = from.parts(key);
        actions += parts.size();
        return parts.stream()
                .map(part -> new ActionDefinition(
                        key(part, "step"),
                        part.part("kind").as(ActionKind.class),
                        part.part("audience").as(Audience.class),
                        part.text("message"),
                        part.text("draft"),
                        part.text("crmStage")))
                .toList();
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
                problem(confirmation, "on", "There is no day " + confirmation.text("on") + ".");
            }
        });
        return confirmed;
    }

    private void readJudgements(YamlPart part) {
        part.node().fields().forEachRemaining(declared -> {
            String word = declared.getKey();
            judgements.put(word, new JudgementDefinition(declared.getValue().asText(), part.line(word)));
            if (!WORD.matcher(word).matches()) {
                problem(
                        part,
                        word,
                        "A judgement must be a word of 2 to 40 letters and digits such as reviewHeld, not '" + word
                                + "'.");
            } else if (word.endsWith(Vocabulary.AFTER_DAYS)) {
                problem(
                        part,
                        word,
                        "The judgement '" + word + "' needs another name: " + Vocabulary.AFTER_DAYS
                                + " behind the word of a judgement says when it held.");
            } else if (word.equals(JudgementRules.SUCCESS)
                    || word.equals(JudgementRules.FAILURE)
                    || Vocabulary.RUN_PROPERTIES.contains(word)
                    || METHOD.matcher(word).matches()
                    || !AccountAttribute.canBeRead(word)) {
                problem(
                        part,
                        word,
                        "The judgement '" + word + "' needs another name: in rules this one has a meaning already.");
            }
        });
    }

    /** The word behind {@code unless}; null when there is none. */
    private String unless(YamlPart part) {
        String word = part.text("unless");
        if (word != null && !judgements.containsKey(word)) {
            problems.add(
                    part.file(),
                    part.line("unless"),
                    "The playbook declares no judgement '" + word + "'.",
                    Spelling.closest(word, judgements.keySet()));
        }
        return word;
    }

    private String key(YamlPart part, String name) {
        String key = part.text(name);
        if (!keys.add(key)) {
            problem(part, name, "The key '" + key + "' appears twice in this playbook.");
        }
        return key;
    }

    private static Duration span(YamlPart part, String key) {
        String text = part.text(key);
        return Duration.parse((text.endsWith("h") ? "PT" : "P") + text);
    }

    private void problem(YamlPart part, String key, String sentence) {
        problems.add(part.file(), part.line(key), sentence);
    }
}
