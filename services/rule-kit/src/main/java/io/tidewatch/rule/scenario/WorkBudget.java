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

    /** What a scenario is refused with when it and those before it take more than all may. */
    static final String TOO_LONG =
            "The scenarios up to this one take too long; use fewer or shorter stories, or fewer touchpoints and records.";

    private final long most;
    private final long mostAtOnce;
    private long spent;

    private WorkBudget(long most, long mostAtOnce) {
        this.most = most;
        this.mostAtOnce = mostAtOnce;
    }

    /** For a scenario of a bundle that anybody may have written, when others took so much already. */
    static WorkBudget without(long spent) {
        return new WorkBudget(MOST - spent, MOST_AT_ONCE);
    }

    /** For scenarios that have passed once. */
    static WorkBudget unlimited() {
        return new WorkBudget(Long.MAX_VALUE, Long.MAX_VALUE);
    }

    /** Whether all scenarios together may not take so much. */
    static boolean isExceededBy(long spent) {
        return spent > MOST;
    }

    /** What was taken so far; not what was refused because it is too much at once. */
    long spent() {
        return spent;
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
        if (work > mostAtOnce) {
            throw new ExceededException(
                    "The rules join too many touchpoints or records of the story; use fewer of them, or fewer rules.");
        }
        spent += work;
        if (spent > most) {
            throw new ExceededException(TOO_LONG);
        }
    }
}
