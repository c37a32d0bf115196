package io.tidewatch.dispatch.message;

import io.tidewatch.dispatch.client.engine.model.ActionChange;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.UUID;

/**
 * A message before its first delivery.
 *
 * @param id            see {@link #idOf}
 * @param action        the action it belongs to
 * @param channel       where it is sent
 * @param audience      the audience that the recipient belongs to
 * @param recipient     the address, or the name of the endpoint
 * @param recipientName for the To header; null for an endpoint
 * @param replaced      the people that the recipient stands in for; usually null
 * @param content       its content
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

    /** The id of the message that an action sends to a recipient, always the same. */
    public static UUID idOf(String actionId, Channel channel, String recipient) {
        String name = actionId + '|' + channel + '|' + recipient.toLowerCase(Locale.ROOT);
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The action and run of a message.
     *
     * @param id          of the action
     * @param kind        of the action
     * @param step        of the playbook
     * @param accountId   the account
     * @param runId       the playbook run; {@link #NO_RUN} of an action about the whole portfolio
     * @param causationId the change that caused the action
     * @param hops        services passed through, this one too
     * @param drillId     the drill it belongs to; null for what is real
     */
    public record ActionReference(
            String id,
            String kind,
            String step,
            String accountId,
            UUID runId,
            UUID causationId,
            int hops,
            UUID drillId) {

        /** Stands for the run of what belongs to none. */
        public static final UUID NO_RUN = new UUID(0, 0);

        /** The reference to a received action. */
        public static ActionReference to(ActionChange action, UUID causationId, int hops) {
            return new ActionReference(
                    action.getId(),
                    action.getKind(),
                    action.getStep(),
                    action.getAccount().getId(),
                    action.getRun() == null ? NO_RUN : action.getRun().getId(),
                    causationId,
                    hops,
                    action.getDrill() == null ? null : action.getDrill().getId());
        }
    }

    /**
     * The content of a message.
     *
     * @param subject one line; null for a webhook
     * @param text    plain text, or the JSON of a webhook
     * @param html    the same in HTML; null where there is none
     * @param draft   a mail to the customer, for the recipient to send: the text of an .eml file; usually null
     */
    public record Content(String subject, String text, String html, String draft) {}
}
