package io.tidewatch.metric.evaluation;

import io.tidewatch.metric.history.AccountHistory;

/**
 * Computes metrics of one account after the other. Keeps its arrays, so that it needs next to no memory for an account; for one
 * thread. Several days of one history in a row are cheaper than as many histories.
 */
public final class Evaluation {
    private final AccountValues values;
    private final Frame frame;

    Evaluation(Program program, ExchangeRates rates) {
        this.frame = new Frame(program, rates);
        this.values = new AccountValues(frame);
    }

    /**
     * Computes all metrics.
     *
     * @param history with records of {@link CompiledMetrics#kinds}, of the vocabulary that the metrics were checked with
     * @return valid until the next call
     */
    public AccountValues evaluate(AccountHistory history, Days days) {
        return evaluate(history, new ReadingDays(frame.program.periods(), days));
    }

    /** The same, for days that many accounts are asked about: those of {@link CompiledMetrics#on}. */
    public AccountValues evaluate(AccountHistory history, ReadingDays days) {
        frame.evaluate(history, days);
        return values;
    }
}
