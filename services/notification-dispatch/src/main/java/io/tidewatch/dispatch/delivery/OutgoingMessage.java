package io.tidewatch.dispatch.delivery;

import io.tidewatch.dispatch.message.Channel;
import io.tidewatch.dispatch.message.NewMessage.Content;
import java.util.UUID;

/**
 * A message that this replica has claimed for one try.
 *
 * @param id            of the message
 * @param attempt       number of the try, from 1; distinguishes this claim from earlier ones
 * @param channel       the channel
 * @param recipient     the address
 * @param recipientName for the To header; may be null
 * @param content       what to send
 * @param messageId     the Message-ID header or the webhook-id
 * @param traceparent   the trace context in which it is sent (W3C); null without one
 */
public record OutgoingMessage(
        UUID id,
        int attempt,
        Channel channel,
        String recipient,
        String recipientName,
        Content content,
        String messageId,
        String traceparent) {

    /** The same message, sent in a context of its own; null for none. */
    OutgoingMessage tracedBy(String context) {
        return new OutgoingMessage(id, attempt, channel, recipient, recipientName, content, messageId, context);
    }
}
