package io.tidewatch.dispatch.acknowledgement;

import java.util.Optional;
import java.util.stream.Stream;

/** A person's answer to a message. */
enum Answer {
    /** The person works on it. */
    TAKEN_UP,
    /** The task is done. */
    DONE;

    /**
     * The answer of that name.
     *
     * @param name as the form sends it; null counts as taken up
     * @return empty for any other name
     */
    static Optional<Answer> named(String name) {
        return name == null
                ? Optional.of(TAKEN_UP)
                : Stream.of(values()).filter(a -> a.name().equals(name)).findFirst();
    }
}
