package io.tidewatch.dispatch.writing;

import io.tidewatch.dispatch.client.engine.model.ActionChange;
import java.util.Map;

/** The plain text that is sent when the bundle's template is missing or broken. It states what is wrong with the template. */
final class BuiltInText {

    private BuiltInText() {}

    static String subject(ActionChange action) {
        return "Tidewatch: "
                + action.getKind().toLowerCase(java.util.Locale.ROOT).replace('_', ' ') + " for "
                + action.getAccount().getName() + " (" + action.getStep() + ")";
    }

    /**
     * The text of the mail.
     *
     * @param data    the same data that a template gets
     * @param problem what is wrong with the template
     */
    static String text(ActionChange action, Map<String, Object> data, String problem) {
        Map<?, ?> run = (Map<?, ?>) data.get("run");
        Map<?, ?> flag = (Map<?, ?>) data.get("flag");
        StringBuilder text = new StringBuilder();
        line(
                text,
                "Account",
                action.getAccount().getName() + " (" + action.getAccount().getId() + ")");
        line(text, "Playbook", run.get("playbook"));
        line(text, "Step", action.getStep() + " (" + action.getKind() + ")");
        line(text, "Reason", flag.get("sentence"));
        line(text, "Due", run.get("dueAt"));
        line(text, "Run opened", run.get("openedAt"));
        line(text, "Run ends", run.get("endsAt"));
        if (action.getValues() != null) {
            action.getValues().forEach(value -> line(text, value.getName(), value.getValue()));
        }
        text.append("\nAcknowledge: ").append(data.get("ackUrl")).append('\n');
        text.append("\n(Tidewatch wrote this plain text because the template of the message failed: ")
                .append(problem)
                .append(")\n");
        return text.toString();
    }

    static String draftSubject() {
        return "Checking in";
    }

    /** A draft to the sponsor that fits every playbook. */
    static String draft(Map<String, Object> data) {
        Map<?, ?> sponsor = (Map<?, ?>) data.get("sponsor");
        Map<?, ?> csm = (Map<?, ?>) data.get("csm");
        StringBuilder text = new StringBuilder();
        text.append("Dear ")
                .append(sponsor == null ? "Sir or Madam" : sponsor.get("name"))
                .append(",\n\n");
        text.append("I would like to hear how things are going for you.\n");
        text.append("\nWould you have 15 minutes for a short call in the coming days?\n\nKind regards\n")
                .append(csm.get("name"))
                .append('\n');
        return text.toString();
    }

    private static void line(StringBuilder text, String name, Object value) {
        if (value != null && !value.toString().isEmpty()) {
            text.append(name).append(": ").append(value).append('\n');
        }
    }
}
