package io.tidewatch.engine.run;

import io.tidewatch.rule.playbook.PlaybookRun;
import java.time.Instant;
import java.util.UUID;

/**
 * A run as it is stored.
 *
 * @param run what the playbook engine works on
 * @param playbookName for people
 * @param bundleHash the bundle whose definition it began with, and goes on with
 * @param conversationAt when the strategic conversation takes place; null while none is on record
 * @param acknowledgedBy who took it up; null while nobody did
 * @param ownerEmail of the account's CSM, or null
 * @param nextStep what happens next, in words; null when closed
 * @param flag the flag as it was raised, as JSON of the contract's Flag
 * @param cause what its opening follows from; may be null
 * @param hops how many services that had passed through
 */
public record HeldRun(
        PlaybookRun run,
        String playbookName,
        String bundleHash,
        Instant conversationAt,
        String acknowledgedBy,
        String ownerEmail,
        String nextStep,
        String flag,
        UUID cause,
        int hops) {

    /** The same run after the engine looked at it. */
    public HeldRun after(PlaybookRun advanced, Instant conversation, String takenUpBy, String owner, String next) {
        return new HeldRun(advanced, playbookName, bundleHash, conversation, takenUpBy, owner, next, flag, cause, hops);
    }
}
