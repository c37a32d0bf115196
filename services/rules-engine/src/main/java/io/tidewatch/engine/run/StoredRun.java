package io.tidewatch.engine.run;

import io.tidewatch.rule.judging.RunState;
import io.tidewatch.rule.playbook.PlaybookRun;
import java.util.Map;
import java.util.UUID;

/**
 * A run as it is stored.
 *
 * @param state what the judging core goes on from
 * @param playbookName for people
 * @param sentences the judgement words of its playbook, each with the sentence that people read while it holds
 * @param nextStep what happens next, in words; null when closed
 * @param flag the flag as it was raised, as JSON of the contract's Flag
 * @param cause the change that caused its opening; may be null
 * @param hops how many services that change had passed through
 * @param traceparent the trace context of the judgement that opened it; may be null
 */
public record StoredRun(
        RunState state,
        String playbookName,
        Map<String, String> sentences,
        String nextStep,
        String flag,
        UUID cause,
        int hops,
        String traceparent) {
    public StoredRun {
        sentences = Map.copyOf(sentences);
    }

    /** What the playbook engine works on. */
    public PlaybookRun run() {
        return state.run();
    }

    /** The same run after a judgement. */
    StoredRun after(RunState judged, String next) {
        return new StoredRun(judged, playbookName, sentences, next, flag, cause, hops, traceparent);
    }
}
