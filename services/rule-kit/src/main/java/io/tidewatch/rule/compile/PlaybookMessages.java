package io.tidewatch.rule.compile;

import io.tidewatch.metric.reading.ProblemList;
import io.tidewatch.rule.message.MessageTemplate;
import io.tidewatch.rule.playbook.ActionDefinition;
import io.tidewatch.rule.playbook.PlaybookDefinition;
import io.tidewatch.rule.playbook.Span;
import io.tidewatch.spelling.Spelling;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * The messages of each playbook, with the values of the playbook put in: {@code {playbook.window}} becomes "30 days". So a
 * text never states another time than the one at which the playbook acts. Metrics become what notification-dispatch renders.
 */
final class PlaybookMessages {
    private static final Pattern VALUE = Pattern.compile("\\{playbook\\.([a-zA-Z][a-zA-Z0-9]*)}");

    private final Map<String, MessageTemplate> messages;
    private final MessageMetrics metrics;
    /** Place in a message → the playbooks that send it and have no such value. */
    private final Map<Missing, List<PlaybookDefinition>> missing = new LinkedHashMap<>();

    /** A value that a message names. */
    private record Missing(String message, String value) {}

    private PlaybookMessages(Map<String, MessageTemplate> messages, MessageMetrics metrics) {
        this.messages = messages;
        this.metrics = metrics;
    }

    /**
     * Playbook id → message id → template; a message that names a value its playbook does not have is a problem.
     *
     * @param files path → text, of the messages
     * @param guidance playbook id → what to do, of those that have it
     */
    static Map<String, Map<String, MessageTemplate>> of(
            Map<String, PlaybookDefinition> playbooks,
            Map<String, MessageTemplate> messages,
            Map<String, String> files,
            MessageMetrics metrics,
            Map<String, String> guidance,
            ProblemList problems) {
        PlaybookMessages reader = new PlaybookMessages(messages, metrics);
        Map<String, Map<String, MessageTemplate>> filled = new HashMap<>();
        for (PlaybookDefinition playbook : playbooks.values()) {
            Map<String, String> values = values(playbook);
            if (guidance.containsKey(playbook.id())) {
                values.put("guidance", guidance.get(playbook.id()));
            }
            filled.put(playbook.id(), reader.filled(playbook, values));
            refuseSuggestionsInDrafts(playbook, messages, problems);
        }
        reader.missing.forEach((what, of) -> {
            String file = "messages/" + what.message() + ".yaml";
            String place = "playbook." + what.value();
            lines(files.get(file), "{" + place + "}")
                    .forEach(line -> problems.add(file, line, lacking(what.value(), of), closest(place, of)));
        });
        return filled;
    }

    /** Their reasons are written for colleagues, and name other customers. */
    private static void refuseSuggestionsInDrafts(
            PlaybookDefinition playbook, Map<String, MessageTemplate> messages, ProblemList problems) {
        playbook.actions()
                .map(ActionDefinition::draftMessageId)
                .filter(id -> id != null && messages.get(id).lists(MessageTemplate.SUGGESTIONS))
                .forEach(id -> problems.add(
                        "messages/" + id + ".yaml",
                        0,
                        "The playbook '" + playbook.id()
                                + "' attaches this message as a draft for the customer, and 'suggestions' are written for"
                                + " colleagues. List them in the message of the task instead."));
    }

    private Map<String, MessageTemplate> filled(PlaybookDefinition playbook, Map<String, String> values) {
        Map<String, MessageTemplate> own = new HashMap<>();
        for (String id : playbook.messageIds()) {
            MessageTemplate message = messages.get(id);
            UnaryOperator<String> fill = text -> MessageMetrics.compiled(fill(text, id, playbook, values));
            own.put(id, message.filled(fill, metrics.named(message.subject(), message.text(), message.html())));
        }
        return own;
    }

    private static String lacking(String value, List<PlaybookDefinition> playbooks) {
        List<String> ids = playbooks.stream()
                .map(playbook -> "'" + playbook.id() + "'")
                .distinct()
                .toList();
        return ids.size() == 1
                ? "The playbook " + ids.getFirst() + " sends this message, but has no '" + value + "'."
                : "The playbooks " + String.join(", ", ids) + " send this message, but have no '" + value + "'.";
    }

    private static String closest(String place, List<PlaybookDefinition> playbooks) {
        return Spelling.closest(
                place,
                values(playbooks.getFirst()).keySet().stream()
                        .map(value -> "playbook." + value)
                        .toList());
    }

    /** The lines that show the value, notes apart; 0 when a line break divides it. */
    private static List<Integer> lines(String file, String shown) {
        List<String> lines = file.lines().toList();
        List<Integer> found = IntStream.range(0, lines.size())
                .filter(index -> lines.get(index).contains(shown)
                        && !lines.get(index).strip().startsWith("#"))
                .mapToObj(index -> index + 1)
                .toList();
        return found.isEmpty() ? List.of(0) : found;
    }

    /** Name → text of everything that messages can say of a playbook. */
    static Map<String, String> values(PlaybookDefinition playbook) {
        Map<String, String> values = new TreeMap<>();
        values.put("window", Span.words(playbook.window()));
        values.put("due", playbook.dueAfter().words());
        playbook.mainTask().ifPresent(task -> values.put("task", task.titleOrKey()));
        playbook.escalations()
                .forEach(escalation ->
                        values.put(property(escalation.id()), escalation.after().words()));
        return values;
    }

    private String fill(String text, String id, PlaybookDefinition playbook, Map<String, String> values) {
        return VALUE.matcher(text).replaceAll(place -> {
            String value = values.get(place.group(1));
            if (value == null) {
                missing.computeIfAbsent(new Missing(id, place.group(1)), unused -> new ArrayList<>())
                        .add(playbook);
            }
            return Matcher.quoteReplacement(value == null ? "" : value);
        });
    }

    /** {@code leadership-outreach} as {@code leadershipOutreach}. */
    private static String property(String key) {
        return Pattern.compile("-([a-z0-9])").matcher(key).replaceAll(letter -> letter.group(1)
                .toUpperCase(Locale.ROOT));
    }
}
