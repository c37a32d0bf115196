package io.tidewatch.dispatch.message;

import io.tidewatch.dispatch.client.engine.model.ActionChange;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.UUID;

/**
 * A message before its first delivery.
 *
 * @param id            see {@link #idOf}
 * @param action        what it says
 * @param channel       the way out
 * @param audience      as whom the recipient gets it
 * @param recipient     the address, or the name of the endpoint
 * @param recipientName for the To header; null for an endpoint
 * @param replaced      for whom the recipient stands in; null usually
 * @param content       what is sent
 * @param messageId     the Message-ID header or the webhook-id: the same in every try
 */
public record NewMessage(
        UUID id,
        ActionReference action,
        Channel channel,
        String audience,
        String recipient,
        String recipientName,
        String replaced,
        Content content,
        String messageId) {

    /** The id of the one message that an action sends to a recipient: the same whenever it is made. */
    public static UUID idOf(String actionId, Channel channel, String recipient) {
        String name = actionId + '|' + channel + '|' + recipient.toLowerCase(Locale.ROOT);
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * What a message belongs to.
     *
     * @param id          of the action
     * @param kind        of the action
     * @param step        of the playbook
     * @param accountId   the account
     * @param runId       the playbook run
     * @param causationId what the action follows from
     * @param hops        services passed through, this one too
     */
    public record ActionReference(
            String id, String kind, String step, String accountId, UUID runId, UUID causationId, int hops) {

        /** The reference to an action that was read. */
        public static ActionReference to(ActionChange action, UUID causationId, int hops) {
            return new ActionReference(
                    action.getId(),
                    action.getKind(),
                    action.getStep(),
                    action.getAccount().getId(),
                    action.getRun().getId(),
                    causationId,
                    hops);
        }
    }

    /**
     * What is sent.
     *
     * @param subject one line; null for a webhook
     * @param text    plain text, or the JSON of a webhook
     * @param html    the same for reading mail in colours; null where there is none
     * @param draft   a mail to the customer, for the recipient to send: the text of an .eml file; null usually
     */
    public record Content(String subject, String text, String html, String draft) {}
}
