package io.tidewatch.rule.threshold;

import java.time.Instant;

/**
 * What people have declared about a flag, and what follows from it.
 *
 * @param acknowledgement a colleague takes care of the present episode, which stops reminders; null when nobody does
 * @param snooze the flag is judged and shown, but nobody acts on it: no run opens and open runs wait; null when it is not
 *     snoozed. It outlives the end of an episode
 * @param waiting whether the present or the last episode began during a snooze and nobody has acted on it yet
 */
public record FlagCare(FlagNote acknowledgement, FlagNote snooze, boolean waiting) {

    /** Nobody declared anything. */
    public static final FlagCare NONE = new FlagCare(null, null, false);

    /** The same with another acknowledgement, or without one. */
    public FlagCare acknowledged(FlagNote note) {
        return new FlagCare(note, snooze, waiting);
    }

    /** The same with another snooze, or without one. */
    public FlagCare snoozed(FlagNote note) {
        return new FlagCare(acknowledgement, note, waiting);
    }

    /** The same while an episode waits for someone to act on it, or no longer does. */
    public FlagCare waiting(boolean waits) {
        return new FlagCare(acknowledgement, snooze, waits);
    }

    /** What still holds; this one when nothing has ended. */
    public FlagCare lasting(Instant now) {
        FlagNote acknowledged = lasting(acknowledgement, now);
        FlagNote snoozed = lasting(snooze, now);
        return acknowledged == acknowledgement && snoozed == snooze
                ? this
                : new FlagCare(acknowledged, snoozed, waiting);
    }

    /** When the first of the two notes ends; null without any. */
    public Instant endsAt() {
        if (acknowledgement == null || snooze == null) {
            FlagNote only = acknowledgement == null ? snooze : acknowledgement;
            return only == null ? null : only.until();
        }
        return acknowledgement.until().isBefore(snooze.until()) ? acknowledgement.until() : snooze.until();
    }

    private static FlagNote lasting(FlagNote note, Instant now) {
        return note != null && note.lasts(now) ? note : null;
    }
}
