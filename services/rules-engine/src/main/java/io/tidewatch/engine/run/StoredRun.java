package io.tidewatch.engine.run;

import io.tidewatch.rule.judging.RunState;
import io.tidewatch.rule.playbook.PlaybookRun;
import java.time.Instant;
import java.util.UUID;

/**
 * A run as it is stored.
 *
 * @param state what the judging core goes on from
 * @param playbookName for people
 * @param conversationAt when the strategic conversation takes place; null while none is on record
 * @param nextStep what happens next, in words; null when closed
 * @param flag the flag as it was raised, as JSON of the contract's Flag
 * @param cause the change that caused its opening; may be null
 * @param hops how many services that change had passed through
 */
public record StoredRun(
        RunState state,
        String playbookName,
        Instant conversationAt,
        String nextStep,
        String flag,
        UUID cause,
        int hops) {

    /** A run that has just been opened. */
    static StoredRun opened(RunState state, String playbookName, String nextStep, String flag, UUID cause, int hops) {
        return new StoredRun(state, playbookName, null, nextStep, flag, cause, hops);
    }

    /** What the playbook engine works on. */
    public PlaybookRun run() {
        return state.run();
    }

    /** The same run after a judgement. */
    StoredRun after(RunState judged, Instant conversation, String next) {
        return new StoredRun(judged, playbookName, conversation, next, flag, cause, hops);
    }
}
