package io.tidewatch.rule.scenario;

/**
 * How much all scenarios of a bundle may ask of the rules together. Stories, records and rules that join them multiply, so
 * bounds on each of them alone would not bound their product.
 */
final class WorkBudget {
    /** Rules and combinations of records looked at: some ten seconds. */
    private static final long MOST = 20_000_000;
    /** In one judging, where all of them are in memory at once. */
    private static final long MOST_AT_ONCE = 200_000;

    private final long mostAtOnce;
    private long left;

    /** For the scenarios of a bundle that anybody may have written. */
    WorkBudget() {
        this(MOST, MOST_AT_ONCE);
    }

    private WorkBudget(long most, long mostAtOnce) {
        this.left = most;
        this.mostAtOnce = mostAtOnce;
    }

    /** For scenarios that have passed once. */
    static WorkBudget unlimited() {
        return new WorkBudget(Long.MAX_VALUE, Long.MAX_VALUE);
    }

    /** A scenario asks for more than it may. */
    static final class ExceededException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        ExceededException(String sentence) {
            super(sentence, null, false, false);
        }
    }

    /**
     * Takes from the budget.
     *
     * @throws ExceededException when one judging or all of them together take too much
     */
    void spend(long work) {
        left -= work;
        if (work > mostAtOnce) {
            throw new ExceededException(
                    "The rules join too many touchpoints or records of the story; use fewer of them, or fewer rules.");
        }
        if (left < 0) {
            throw new ExceededException(
                    "The scenarios up to this one take too long; use fewer or shorter stories, or fewer touchpoints and records.");
        }
    }
}
