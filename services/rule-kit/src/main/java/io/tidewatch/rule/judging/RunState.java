package io.tidewatch.rule.judging;

import io.tidewatch.rule.playbook.PlaybookEngine;
import io.tidewatch.rule.playbook.PlaybookRun;
import io.tidewatch.rule.playbook.RunStatus;
import java.time.Instant;

/**
 * A playbook run between two judgements.
 *
 * @param run what the playbook engine works on
 * @param bundleHash the bundle whose definition the run began with and keeps
 * @param ownerEmail of who owns the run: the one to whom it was assigned, else the account's CSM; null when not known
 * @param acknowledgedBy who took the run up; null while nobody has
 * @param cancelReason why the run has to be or was cancelled, or why a person has closed it so that it is not reopened, in a sentence
 *     for people; null when none of these is the case
 * @param assignedTo e-mail of the person to whom the run was assigned; null while it belongs to the account's CSM
 */
public record RunState(
        PlaybookRun run,
        String bundleHash,
        String ownerEmail,
        String acknowledgedBy,
        String cancelReason,
        String assignedTo) {

    /** A run of the account's CSM. */
    public RunState(PlaybookRun run, String bundleHash, String ownerEmail, String acknowledgedBy, String cancelReason) {
        this(run, bundleHash, ownerEmail, acknowledgedBy, cancelReason, null);
    }

    /**
     * The same run without a verdict, ended now.
     *
     * @param why for people, as a sentence; a reason that it has already stays
     */
    public RunState cancelled(String why, Instant now) {
        PlaybookRun ended = PlaybookEngine.end(run, RunStatus.CANCELLED, now).run();
        return new RunState(
                ended, bundleHash, ownerEmail, acknowledgedBy, cancelReason == null ? why : cancelReason, assignedTo);
    }

    /**
     * The same run, ended now by a person.
     *
     * @param as SUCCEEDED or FAILED
     * @param why for people, as a sentence
     */
    public RunState closed(RunStatus as, String why, Instant now) {
        PlaybookRun ended = PlaybookEngine.end(run, as, now).run();
        return new RunState(ended, bundleHash, ownerEmail, acknowledgedBy, why, assignedTo);
    }

    /** The same run without a step that is still to come; see {@link PlaybookRun#skipping}. */
    public RunState skipping(String step, String why) {
        return with(run.skipping(step, why));
    }

    /** The same run with another owner. */
    public RunState assigned(String email) {
        return new RunState(run.withNewVersion(), bundleHash, email, acknowledgedBy, cancelReason, email);
    }

    /** The same run at another point. */
    RunState with(PlaybookRun other) {
        return new RunState(other, bundleHash, ownerEmail, acknowledgedBy, cancelReason, assignedTo);
    }
}
