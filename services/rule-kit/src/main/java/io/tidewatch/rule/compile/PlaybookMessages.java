package io.tidewatch.rule.compile;

import io.tidewatch.metric.reading.ProblemList;
import io.tidewatch.rule.message.MessageTemplate;
import io.tidewatch.rule.playbook.ActionDefinition;
import io.tidewatch.rule.playbook.PlaybookDefinition;
import io.tidewatch.rule.playbook.Span;
import io.tidewatch.spelling.Spelling;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The messages of each playbook, with the values of the playbook put in: {@code {playbook.window}} becomes "30 days". So a
 * text never states another time than the one at which the playbook acts. Metrics become what notification-dispatch renders.
 */
final class PlaybookMessages {
    private static final Pattern VALUE = Pattern.compile("\\{playbook\\.([a-zA-Z]+)}");

    private PlaybookMessages() {}

    /**
     * Playbook id → message id → template; a message that names a value its playbook does not have is a problem.
     *
     * @param guidance playbook id → what to do, of those that have it
     */
    static Map<String, Map<String, MessageTemplate>> of(
            Map<String, PlaybookDefinition> playbooks,
            Map<String, MessageTemplate> messages,
            MessageMetrics metrics,
            Map<String, String> guidance,
            ProblemList problems) {
        Map<String, Map<String, MessageTemplate>> filled = new HashMap<>();
        for (PlaybookDefinition playbook : playbooks.values()) {
            Map<String, String> values = values(playbook);
            if (guidance.containsKey(playbook.id())) {
                values.put("guidance", guidance.get(playbook.id()));
            }
            Map<String, MessageTemplate> own = new HashMap<>();
            for (String id : playbook.messageIds()) {
                MessageTemplate message = messages.get(id);
                UnaryOperator<String> fill =
                        text -> MessageMetrics.compiled(fill(text, id, playbook, values, problems));
                own.put(
                        id,
                        new MessageTemplate(
                                id,
                                message.title(),
                                fill.apply(message.subject()),
                                fill.apply(message.text()),
                                fill.apply(message.html()),
                                metrics.named(message.subject(), message.text(), message.html()),
                                message.lists()));
            }
            filled.put(playbook.id(), own);
            refuseSuggestionsInDrafts(playbook, messages, problems);
        }
        return filled;
    }

    /** Their reasons are written for colleagues, and name other customers. */
    private static void refuseSuggestionsInDrafts(
            PlaybookDefinition playbook, Map<String, MessageTemplate> messages, ProblemList problems) {
        playbook.actions()
                .map(ActionDefinition::draftMessageId)
                .filter(id -> id != null && messages.get(id).lists().contains(MessageTemplate.SUGGESTIONS))
                .forEach(id -> problems.add(
                        "messages/" + id + ".yaml",
                        0,
                        "The playbook '" + playbook.id()
                                + "' attaches this message as a draft for the customer, and 'suggestions' are written for"
                                + " colleagues. List them in the message of the task instead."));
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

    private static String fill(
            String text, String id, PlaybookDefinition playbook, Map<String, String> values, ProblemList problems) {
        return VALUE.matcher(text).replaceAll(place -> {
            String value = values.get(place.group(1));
            if (value == null) {
                problems.add(
                        "messages/" + id + ".yaml",
                        0,
                        "The playbook '" + playbook.id() + "' sends this message, but has no '" + place.group(1) + "'.",
                        Spelling.closest(place.group(1), values.keySet()));
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
