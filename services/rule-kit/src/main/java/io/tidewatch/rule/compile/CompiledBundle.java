package io.tidewatch.rule.compile;

import io.tidewatch.metric.Catalogue;
import io.tidewatch.rule.message.MessageTemplate;
import io.tidewatch.rule.playbook.PlaybookDefinition;
import io.tidewatch.rule.playbook.PlaybookEngine;
import io.tidewatch.rule.threshold.AccountFacts;
import io.tidewatch.rule.threshold.ThresholdDefinition;
import io.tidewatch.rule.threshold.ThresholdResult;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A bundle that has passed every check and can judge. Thread-safe: any number of threads may judge at once. Dispose of it
 * when it is no longer the active one; judging after that throws {@link IllegalStateException}.
 */
public final class CompiledBundle implements AutoCloseable {
    /** Hash of the bundle. */
    public String hash() {
        throw new UnsupportedOperationException();
    }

    /** The metrics of the bundle. */
    public Catalogue catalogue() {
        throw new UnsupportedOperationException();
    }

    /** The thresholds, ordered by id. */
    public List<ThresholdDefinition> thresholds() {
        throw new UnsupportedOperationException();
    }

    /** The playbooks, ordered by id. */
    public List<PlaybookDefinition> playbooks() {
        throw new UnsupportedOperationException();
    }

    /** Message id → template. */
    public Map<String, MessageTemplate> messages() {
        throw new UnsupportedOperationException();
    }

    /**
     * Judges every threshold for every account, in the order of the accounts and, for each, of the threshold ids. Blocks
     * for as long as the rules take (microseconds per account): call it from a worker thread.
     *
     * @param accounts any number; they are judged in batches
     * @param asOf business time; ages count to its UTC day
     * @return one result per account and threshold
     */
    public List<ThresholdResult> evaluate(List<AccountFacts> accounts, Instant asOf) {
        throw new UnsupportedOperationException();
    }

    /** The playbooks at work, judged by the judgements of this bundle. */
    public PlaybookEngine playbookEngine() {
        throw new UnsupportedOperationException();
    }

    /** Gives up the compiled classes. Waits for judging that is under way. Disposing twice does nothing. */
    public void dispose() {}

    /** {@link #dispose()}. */
    @Override
    public void close() {
        dispose();
    }
}
