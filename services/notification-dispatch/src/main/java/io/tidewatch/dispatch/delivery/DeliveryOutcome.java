package io.tidewatch.dispatch.delivery;

import java.time.Duration;
import java.util.Optional;

/** The outcome of one try. */
public sealed interface DeliveryOutcome {

    /** The server's answer, or what happened to the connection; for people. */
    String detail();

    /** The receiver accepted the message. */
    record Delivered(String detail) implements DeliveryOutcome {}

    /**
     * To be retried: the receiver is not ready, or the outcome is unknown.
     *
     * @param detail what happened
     * @param after  the pause that the receiver asked for; usually empty
     */
    record Retry(String detail, Optional<Duration> after) implements DeliveryOutcome {

        /** Without a pause asked for. */
        public Retry(String detail) {
            this(detail, Optional.empty());
        }
    }

    /** Failed for good: another try would end the same way. */
    record Rejected(String detail) implements DeliveryOutcome {}
}
