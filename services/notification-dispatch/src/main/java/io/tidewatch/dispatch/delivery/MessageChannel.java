package io.tidewatch.dispatch.delivery;

import io.smallrye.mutiny.Uni;
import io.tidewatch.dispatch.message.Channel;
import java.util.function.BooleanSupplier;

/** Sends messages to one kind of receiver and reports the outcome of each try; {@link RetryPolicy} decides when to retry. */
public interface MessageChannel {

    /** The channel that this class serves. */
    Channel channel();

    /**
     * Tries once. Ends in bounded time and never fails: a failure is an outcome.
     *
     * @param message the message
     * @param claimHolds whether no other replica may have the message; a channel whose receivers cannot recognize a message that comes
     *     again asks before it finishes the message
     */
    Uni<DeliveryOutcome> send(OutgoingMessage message, BooleanSupplier claimHolds);
}
