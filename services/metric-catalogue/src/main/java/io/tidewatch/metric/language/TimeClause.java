package io.tidewatch.metric.language;

/**
 * When records count: by a window of days, or because a span holds.
 *
 * @param dated the field whose day counts; null for the day the kind counts by
 * @param in the window; null means ever
 * @param inText the window as it is written; null without one
 * @param during the span that must hold; null without one. Never together with a window
 * @param atStart whether the span is looked at on t0 instead of t1
 */
public record TimeClause(Mention dated, Window in, Mention inText, Mention during, boolean atStart) {
    /** Whether the file says anything about time. */
    public boolean isWritten() {
        return dated != null || in != null || during != null;
    }

    /** Whether it depends on the period of the metric. */
    public boolean needsPeriod() {
        return atStart || in != null && in.needsPeriod();
    }
}
