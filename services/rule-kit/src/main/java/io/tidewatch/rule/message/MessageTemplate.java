package io.tidewatch.rule.message;

import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * A message as an analyst wrote it, in the template language Qute. The data it may use is listed in rules/FACTS.md.
 *
 * @param id kebab-case; playbooks name it
 * @param title what a task with this message is called in lists; null when it says none
 * @param subject one line
 * @param text plain text body
 * @param html HTML body
 * @param metricIds the metrics whose values it shows, sorted; empty until it belongs to a playbook
 * @param lists the lists that it shows or asks for, such as {@link #WINS}
 */
public record MessageTemplate(
        String id, String title, String subject, String text, String html, List<String> metricIds, Set<String> lists) {
    /** What the customer achieved. */
    public static final String WINS = "wins";
    /** The steps of the customer alone that are due. */
    public static final String OWN_STEPS = "ownSteps";
    /** What to talk about with the customer next; read when the message is written, and for colleagues only. */
    public static final String SUGGESTIONS = "suggestions";

    public MessageTemplate {
        metricIds = metricIds == null ? List.of() : List.copyOf(metricIds);
        lists = lists == null ? Set.of() : Set.copyOf(lists);
    }

    /**
     * The same message as one playbook sends it.
     *
     * @param fill puts the values of the playbook into a text
     * @param shown the metrics whose values the texts show
     */
    public MessageTemplate filled(UnaryOperator<String> fill, List<String> shown) {
        return new MessageTemplate(id, title, fill.apply(subject), fill.apply(text), fill.apply(html), shown, lists);
    }

    /** Whether it shows a list or asks for it. */
    public boolean lists(String list) {
        return lists.contains(list);
    }
}
