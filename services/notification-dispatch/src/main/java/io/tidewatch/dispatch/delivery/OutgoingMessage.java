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
 */
public record OutgoingMessage(
        UUID id,
        int attempt,
        Channel channel,
        String recipient,
        String recipientName,
        Content content,
        String messageId) {}
