package io.tidewatch.rule.judging;

import io.tidewatch.rule.playbook.PlaybookEngine;
import io.tidewatch.rule.playbook.PlaybookRun;
import java.time.Instant;

/**
 * A playbook run between two judgements.
 *
 * @param run what the playbook engine works on
 * @param bundleHash the bundle whose definition the run began with and keeps
 * @param ownerEmail of the account's CSM, who owns an open run; null when not known
 * @param acknowledgedBy who took the run up; null while nobody has
 * @param cancelReason why the run has to be cancelled, in a sentence for people; null when it does not have to be
 */
public record RunState(
        PlaybookRun run, String bundleHash, String ownerEmail, String acknowledgedBy, String cancelReason) {

    /** The same run without a verdict, ended now. */
    public RunState cancelled(Instant now) {
        return new RunState(
                PlaybookEngine.cancel(run, now).run(), bundleHash, ownerEmail, acknowledgedBy, cancelReason);
    }
}
