package io.tidewatch.metric.history;

/**
 * What the sources cover of a kind of record, for one account.
 *
 * @param from first day, since 1970-01-01; {@link Integer#MIN_VALUE} for no bound
 * @param through last day; {@link Integer#MAX_VALUE} for no bound
 * @param problem why nothing is covered, as a sentence; null when days are
 */
public record CoveredDays(int from, int through, String problem) {
    /** Every day. */
    public static final CoveredDays ALWAYS = new CoveredDays(Integer.MIN_VALUE, Integer.MAX_VALUE, null);

    /** No day, for this reason. */
    public static CoveredDays never(String problem) {
        return new CoveredDays(Integer.MAX_VALUE, Integer.MIN_VALUE, problem);
    }

    /** Whether both days and all between them are covered. */
    public boolean covers(int first, int last) {
        return problem == null && from <= first && last <= through;
    }
}
