package io.tidewatch.dispatch.delivery;

import java.time.Duration;
import java.util.Optional;

/** How one try ended. */
public sealed interface DeliveryOutcome {

    /** What the server said, or what happened to the connection; for people. */
    String detail();

    /** The receiver has it. */
    record Delivered(String detail) implements DeliveryOutcome {}

    /**
     * Not now; or it is not known whether the receiver has it.
     *
     * @param detail what happened
     * @param after  how long the receiver asked to wait; empty usually
     */
    record Retry(String detail, Optional<Duration> after) implements DeliveryOutcome {

        /** Without a wish of the receiver. */
        public Retry(String detail) {
            this(detail, Optional.empty());
        }
    }

    /** Never: trying again would end the same way. */
    record Rejected(String detail) implements DeliveryOutcome {}
}
