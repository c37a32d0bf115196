package io.tidewatch.rule.playbook;

import io.tidewatch.rule.threshold.AccountFacts;
import java.time.Instant;
import java.util.List;

/** Judges a run; the compiled judgements of a bundle are one. Pure and thread-safe. */
@FunctionalInterface
public interface RunJudge {
    /**
     * What holds of a run.
     *
     * @param run the run
     * @param facts what is known of its account
     * @param touchpoints all touchpoints of the account that happened or were recorded since the opening; others do no harm
     * @param now business time; what lies after it has not happened
     */
    RunJudgement judge(PlaybookRun run, AccountFacts facts, List<Touchpoint> touchpoints, Instant now);
}
