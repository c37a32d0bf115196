package io.tidewatch.rule.threshold;

import java.time.Instant;

/**
 * What a person declared about a flag, for a time.
 *
 * @param by who
 * @param reason why, in their words
 * @param at when they declared it
 * @param until when it ends; after {@code at}
 */
public record FlagNote(String by, String reason, Instant at, Instant until) {

    /** Whether it still holds. */
    public boolean lasts(Instant now) {
        return now.isBefore(until);
    }
}
