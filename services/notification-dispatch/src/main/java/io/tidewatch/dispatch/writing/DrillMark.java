package io.tidewatch.dispatch.writing;

import io.tidewatch.dispatch.client.engine.model.ActionChange;
import io.tidewatch.dispatch.message.NewMessage;
import io.tidewatch.dispatch.message.NewMessage.Content;
import io.tidewatch.dispatch.routing.Recipient;
import java.util.List;
import java.util.stream.Collectors;

/** Marks the message of a drill, so that nobody takes it for real, even after it was forwarded. */
public final class DrillMark {

    /** At the start of every subject. */
    static final String TEST = "[TEST] ";

    private static final int MOST_NAMES = 10;

    private DrillMark() {}

    /**
     * The message with its mark, and with a paragraph that says who would have received it, and when.
     *
     * @param message   to the person who drills
     * @param action    of the drill
     * @param inEarnest who would have received it
     */
    public static NewMessage on(NewMessage message, ActionChange action, List<Recipient> inEarnest) {
        Content content = message.content();
        String note = "This is a drill, which you started on "
                + MessageData.instant(action.getDrill().getStartedAt())
                + ". Without the drill, this message would go on "
                + MessageData.instant(action.getOccurredAt()) + " to "
                + names(inEarnest.stream().map(DrillMark::described).toList())
                + ". Nobody else has received it, and its link records nothing.";
        return new NewMessage(
                message.id(),
                message.action(),
                message.channel(),
                message.audience(),
                message.recipient(),
                message.recipientName(),
                names(inEarnest.stream().map(Recipient::email).toList()),
                new Content(
                        TEST + content.subject(),
                        note + "\n\n" + content.text(),
                        content.html() == null ? null : Html.withFirstParagraph(content.html(), note),
                        content.draft()),
                message.messageId());
    }

    /** With the reason why somebody stands in for another. */
    private static String described(Recipient recipient) {
        String person = recipient.name() + " (" + recipient.audience().title() + ")";
        return recipient.missing().isEmpty()
                ? person
                : person
                        + recipient.missing().stream()
                                .map(Recipient.Missing::explanation)
                                .collect(Collectors.joining(" and ", ", because ", ""));
    }

    private static String names(List<String> all) {
        String names = all.stream().limit(MOST_NAMES).collect(Collectors.joining(", "));
        return all.size() <= MOST_NAMES ? names : names + " and " + (all.size() - MOST_NAMES) + " others";
    }
}
