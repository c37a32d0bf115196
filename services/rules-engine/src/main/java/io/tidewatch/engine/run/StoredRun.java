package io.tidewatch.engine.run;

import io.tidewatch.rule.playbook.PlaybookRun;
import java.time.Instant;
import java.util.UUID;

/**
 * A run as it is stored.
 *
 * @param run the state that the playbook engine works on
 * @param playbookName for people
 * @param bundleHash the bundle whose definition the run began with and keeps
 * @param conversationAt when the strategic conversation takes place; null while none is on record
 * @param acknowledgedBy who acknowledged the run; null while nobody has
 * @param ownerEmail of the account's CSM, or null
 * @param nextStep what happens next, in words; null when closed
 * @param flag the flag as it was raised, as JSON of the contract's Flag
 * @param cancelReason why the run has to be cancelled, in a sentence for people; null when it does not have to be
 * @param cause the change that caused its opening; may be null
 * @param hops how many services that change had passed through
 */
public record StoredRun(
        PlaybookRun run,
        String playbookName,
        String bundleHash,
        Instant conversationAt,
        String acknowledgedBy,
        String ownerEmail,
        String nextStep,
        String flag,
        String cancelReason,
        UUID cause,
        int hops) {

    /** The same run after the engine advanced it. */
    public StoredRun after(PlaybookRun advanced, Instant conversation, String takenUpBy, String owner, String next) {
        return new StoredRun(
                advanced,
                playbookName,
                bundleHash,
                conversation,
                takenUpBy,
                owner,
                next,
                flag,
                cancelReason,
                cause,
                hops);
    }
}
