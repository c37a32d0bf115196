package io.tidewatch.dispatch.acknowledgement;

import java.util.Optional;
import java.util.stream.Stream;

/** What a person says to a message. */
enum Answer {
    /** Somebody is on it. */
    TAKEN_UP,
    /** The task is done. */
    DONE;

    /**
     * The answer of that name.
     *
     * @param name as the form sends it; null counts as taken up, which is all that a bare click can mean
     * @return empty for a name that is none
     */
    static Optional<Answer> named(String name) {
        return name == null
                ? Optional.of(TAKEN_UP)
                : Stream.of(values()).filter(a -> a.name().equals(name)).findFirst();
    }
}
