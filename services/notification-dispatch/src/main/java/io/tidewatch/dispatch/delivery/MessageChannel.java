package io.tidewatch.dispatch.delivery;

import io.smallrye.mutiny.Uni;
import io.tidewatch.dispatch.message.Channel;

/** A way out. It says how a try ended; when to try again is decided elsewhere. */
public interface MessageChannel {

    /** Which of the ways it is. */
    Channel channel();

    /**
     * Tries once. Ends by itself in bounded time and does not fail: a failure is an outcome.
     *
     * @param message what to send
     */
    Uni<DeliveryOutcome> send(OutgoingMessage message);
}
