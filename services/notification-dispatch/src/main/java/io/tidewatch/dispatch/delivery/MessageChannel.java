package io.tidewatch.dispatch.delivery;

import io.smallrye.mutiny.Uni;
import io.tidewatch.dispatch.message.Channel;
import java.time.Duration;

/** Sends messages to one kind of receiver and reports the outcome of each try; {@link RetryPolicy} decides when to retry. */
public interface MessageChannel {

    /** The channel that this class serves. */
    Channel channel();

    /** How long a try can take at most, from the call of {@link #send} on. A claim lasts longer. */
    Duration longestTry();

    /**
     * Tries once. Ends in bounded time and never fails: a failure is an outcome.
     *
     * @param message the message
     */
    Uni<DeliveryOutcome> send(OutgoingMessage message);
}
