package io.tidewatch.rule.compile;

import io.tidewatch.metric.Catalogue;
import io.tidewatch.metric.Question;
import io.tidewatch.metric.reading.ProblemList;
import io.tidewatch.metric.reading.YamlMap;
import io.tidewatch.rule.playbook.ActionDefinition;
import io.tidewatch.rule.playbook.ActionKind;
import io.tidewatch.rule.playbook.Audience;
import io.tidewatch.rule.playbook.EscalationDefinition;
import io.tidewatch.rule.playbook.Judgement;
import io.tidewatch.rule.playbook.PlaybookDefinition;
import io.tidewatch.rule.playbook.ReminderDefinition;
import io.tidewatch.spelling.Spelling;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads and checks rules/playbooks/*.playbook.yaml. */
final class PlaybookFiles {
    private static final Pattern SPAN = Pattern.compile("([1-9][0-9]{0,3})([hd])");
    /** Most actions of all steps of a playbook together, so that a wrong one floods nobody. */
    private static final int MOST_ACTIONS = 40;
    /** Most reminders of a run. */
    private static final int MOST_REMINDERS = 60;
    /** Most playbooks that one threshold opens. */
    private static final int MOST_PLAYBOOKS = 3;

    private static final int LONGEST_KEY = 60;
    private static final int LONGEST_NAME = 200;
    private static final int LONGEST_SENTENCE = 500;
    private static final Duration LONGEST_SPAN = Duration.ofDays(730);
    private static final Pattern KEY = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");

    private final YamlMap map;
    private final ProblemList problems;
    private final Set<String> messages;
    private final Set<String> steps = new HashSet<>();

    private PlaybookFiles(YamlMap map, Set<String> messages, ProblemList problems) {
        this.map = map;
        this.messages = messages;
        this.problems = problems;
    }

    /** Reads playbooks; {@code thresholds} is null when the thresholds themselves could not be read. */
    static Map<String, PlaybookDefinition> read(
            Map<String, String> files,
            Catalogue catalogue,
            Set<String> thresholds,
            Set<String> messages,
            ProblemList problems) {
        Map<String, PlaybookDefinition> playbooks = new TreeMap<>();
        files.forEach((file, text) -> YamlMap.read(file, text, problems).ifPresent(map -> {
            int before = problems.size();
            PlaybookFiles reader = new PlaybookFiles(map, messages, problems);
            PlaybookDefinition playbook = reader.playbook(catalogue, thresholds);
            if (problems.size() == before) {
                reader.checkActions(playbook);
            }
            if (problems.size() == before && playbooks.put(playbook.id(), playbook) != null) {
                problems.add(file, map.line("id"), "There are two playbooks '" + playbook.id() + "'.");
            }
        }));
        checkPlaybooksOfThresholds(playbooks, problems);
        return playbooks;
    }

    private static void checkPlaybooksOfThresholds(Map<String, PlaybookDefinition> playbooks, ProblemList problems) {
        Map<String, Integer> opened = new TreeMap<>();
        playbooks.values().forEach(playbook -> {
            if (opened.merge(playbook.thresholdId(), 1, Integer::sum) == MOST_PLAYBOOKS + 1) {
                problems.add(
                        playbook.file(),
                        0,
                        "The threshold '" + playbook.thresholdId() + "' opens more than " + MOST_PLAYBOOKS
                                + " playbooks.");
            }
        });
    }

    /** What one run can send is bounded. */
    private void checkActions(PlaybookDefinition playbook) {
        int actions = playbook.immediateActions().size()
                + playbook.internalAlignment().size()
                + playbook.onSuccess().size()
                + playbook.onFailure().size();
        for (EscalationDefinition escalation : playbook.escalations()) {
            actions += escalation.actions().size();
        }
        if (actions > MOST_ACTIONS) {
            problem(
                    "immediateActions",
                    "A playbook can have at most " + MOST_ACTIONS + " actions; this one has " + actions + ".");
        }
        ReminderDefinition reminder = playbook.reminder();
        if (reminder != null && playbook.window().dividedBy(reminder.every()) > MOST_REMINDERS) {
            problem("reminder", "A run has at most " + MOST_REMINDERS + " reminders; choose a longer 'every'.");
        }
    }

    private PlaybookDefinition playbook(Catalogue catalogue, Set<String> thresholds) {
        String id = map.line("id", LONGEST_KEY);
        if (id != null && !map.file().endsWith("/" + id + ".playbook.yaml")) {
            problem("id", "The playbook '" + id + "' must be in a file called " + id + ".playbook.yaml.");
        }
        String name = map.line("name", LONGEST_NAME);
        Question question = map.choice("question", Question.class);
        String metric = map.text("metric");
        known(
                "metric",
                metric,
                catalogue.tracked().stream().map(tracked -> tracked.id()).toList());
        String flag = map.text("flag");
        if (thresholds != null) {
            known("flag", flag, thresholds);
        }
        Audience[] owner = new Audience[2];
        map.requiredMap("owner", part -> {
            owner[0] = part.choice("role", Audience.class);
            owner[1] = part.has("support") ? part.choice("support", Audience.class) : null;
            part.finish();
        });
        Duration[] due = new Duration[1];
        List<ActionDefinition> immediate = new ArrayList<>();
        map.requiredMap("immediateActions", part -> {
            due[0] = span(part, "within");
            immediate.addAll(actions(part, "actions", true));
            part.finish();
        });
        List<ActionDefinition> alignment = actions(map, "internalAlignment", false);
        ReminderDefinition reminder =
                map.map("reminder").map(part -> reminder(part, immediate)).orElse(null);
        List<EscalationDefinition> escalations =
                map.maps("escalations").stream().map(this::escalation).toList();
        String response = map.has("response") ? map.line("response", LONGEST_SENTENCE) : "The customer responded.";
        Duration[] window = new Duration[1];
        String[] criterion = new String[1];
        List<ActionDefinition> onSuccess = new ArrayList<>();
        map.requiredMap("success", part -> {
            window[0] = span(part, "within");
            criterion[0] = part.line("criterion", LONGEST_SENTENCE);
            onSuccess.addAll(actions(part, "actions", false));
            part.finish();
        });
        List<ActionDefinition> onFailure = new ArrayList<>();
        map.requiredMap("failure", part -> {
            onFailure.addAll(actions(part, "actions", true));
            part.finish();
        });
        map.finish();
        return new PlaybookDefinition(
                id,
                name,
                question,
                metric,
                flag,
                owner[0],
                owner[1],
                due[0],
                immediate,
                alignment,
                reminder,
                inOrder(escalations, window[0]),
                window[0],
                criterion[0],
                response,
                onSuccess,
                onFailure,
                map.file());
    }

    private List<EscalationDefinition> inOrder(List<EscalationDefinition> escalations, Duration window) {
        for (EscalationDefinition escalation : escalations) {
            if (escalation.after() == null || window == null) {
                return List.of();
            }
            if (escalation.after().compareTo(window) >= 0) {
                problem("escalations", "The escalation '" + escalation.id() + "' is due after the window has ended.");
            }
        }
        return escalations.stream()
                .sorted(Comparator.comparing(EscalationDefinition::after))
                .toList();
    }

    private EscalationDefinition escalation(YamlMap part) {
        String id = key(part, "id");
        Duration after = span(part, "after");
        Judgement unless = judgement(part);
        List<ActionDefinition> actions = actions(part, "actions", true);
        part.finish();
        return new EscalationDefinition(id, after, unless, actions);
    }

    private Judgement judgement(YamlMap part) {
        String word = part.text("unless");
        for (Judgement judgement : List.of(Judgement.RESPONSE, Judgement.STRATEGIC_CONVERSATION)) {
            if (judgement.word().equals(word)) {
                return judgement;
            }
        }
        if (word != null) {
            problems.add(
                    part.file(),
                    part.line("unless"),
                    "'unless' is 'response' or 'strategicConversation', not '" + word + "'.",
                    Spelling.closest(word, List.of("response", "strategicConversation")));
        }
        return null;
    }

    private ReminderDefinition reminder(YamlMap part, List<ActionDefinition> immediate) {
        String step = key(part, "step");
        String of = part.text("of");
        if (of != null) {
            known(part, "of", of, immediate.stream().map(ActionDefinition::step).toList());
        }
        Duration first = span(part, "first");
        Duration every = span(part, "every");
        Judgement unless = part.has("unless") ? judgement(part) : null;
        Audience audience = part.choice("audience", Audience.class);
        String message = message(part, "message");
        part.finish();
        return new ReminderDefinition(step, of, first, every, unless, audience, message);
    }

    private List<ActionDefinition> actions(YamlMap from, String key, boolean needed) {
        List<ActionDefinition> actions = new ArrayList<>();
        for (YamlMap part : from.maps(key)) {
            String step = key(part, "step");
            ActionKind kind = part.choice("kind", ActionKind.class);
            Audience audience = part.choice("audience", Audience.class);
            boolean crm = kind == ActionKind.CRM_UPDATE;
            if (kind != null && audience != null && crm != (audience == Audience.CRM)) {
                problems.add(part.file(), part.line("audience"), "CRM_UPDATE and the audience CRM require each other.");
            }
            String stage = crm ? part.line("crmStage", LONGEST_KEY) : null;
            String message = crm ? null : message(part, "message");
            String draft = part.has("draft") ? message(part, "draft") : null;
            part.finish();
            actions.add(new ActionDefinition(step, kind, audience, message, draft, stage));
        }
        if (needed && actions.isEmpty()) {
            problems.add(from.file(), from.line(key), "'" + key + "' needs at least one action.");
        }
        return actions;
    }

    /** Keys are ids for ever: they make the ids of actions. */
    private String key(YamlMap part, String name) {
        String key = part.line(name, LONGEST_KEY);
        if (key != null && !KEY.matcher(key).matches()) {
            problems.add(
                    part.file(), part.line(name), "'" + name + "' must be lower-case letters, digits and hyphens.");
        } else if (key != null && !steps.add(key)) {
            problems.add(part.file(), part.line(name), "'" + key + "' is given twice in this playbook.");
        }
        return key;
    }

    private String message(YamlMap part, String key) {
        String message = part.text(key);
        if (message != null) {
            known(part, key, message, messages);
        }
        return message;
    }

    private Duration span(YamlMap part, String key) {
        String text = part.text(key);
        if (text == null) {
            return null;
        }
        Matcher span = SPAN.matcher(text);
        if (!span.matches()) {
            problems.add(part.file(), part.line(key), "'" + key + "' is written like 24h or 7d, not '" + text + "'.");
            return null;
        }
        long number = Long.parseLong(span.group(1));
        Duration read = span.group(2).equals("h") ? Duration.ofHours(number) : Duration.ofDays(number);
        if (read.compareTo(LONGEST_SPAN) > 0) {
            problems.add(part.file(), part.line(key), "'" + key + "' must be at most " + LONGEST_SPAN.toDays() + "d.");
            return null;
        }
        return read;
    }

    private void known(String key, String word, Collection<String> words) {
        if (word != null) {
            known(map, key, word, words);
        }
    }

    private void known(YamlMap part, String key, String word, Collection<String> words) {
        if (!words.contains(word)) {
            problems.add(
                    part.file(),
                    part.line(key),
                    "There is no " + key + " '" + word + "'.",
                    Spelling.closest(word, words));
        }
    }

    private void problem(String key, String sentence) {
        problems.add(map.file(), map.line(key), sentence);
    }
}
