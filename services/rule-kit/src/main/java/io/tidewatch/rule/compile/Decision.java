package io.tidewatch.rule.compile;

import io.tidewatch.rule.threshold.Level;
import io.tidewatch.rule.threshold.Outcome;

/** What can be decided of one threshold for one account. Each has a letter, so that those of all thresholds are one short text. */
enum Decision {
    CLEAR('c', Outcome.CLEAR, null),
    HEALTHY('h', Outcome.CLEAR, Level.HEALTHY),
    UNKNOWN('u', Outcome.UNKNOWN, null),
    STAYS('s', Outcome.STAYS, null),
    NOT_A_CUSTOMER('n', Outcome.NOT_A_CUSTOMER, null),
    OFF('x', Outcome.OFF, null),
    NEXT_STEP('S', Outcome.RAISE, Level.NEXT_STEP),
    MILESTONE('M', Outcome.RAISE, Level.MILESTONE),
    WATCH('W', Outcome.RAISE, Level.WATCH),
    OPPORTUNITY('O', Outcome.RAISE, Level.OPPORTUNITY),
    AT_RISK('A', Outcome.RAISE, Level.AT_RISK);

    private static final Decision[] BY_LETTER = byLetter();

    private final char letter;
    private final Outcome outcome;
    private final Level level;

    Decision(char letter, Outcome outcome, Level level) {
        this.letter = letter;
        this.outcome = outcome;
        this.level = level;
    }

    static Decision raise(Level level) {
        return switch (level) {
            case NEXT_STEP -> NEXT_STEP;
            case MILESTONE -> MILESTONE;
            case WATCH -> WATCH;
            case OPPORTUNITY -> OPPORTUNITY;
            case AT_RISK -> AT_RISK;
            case HEALTHY -> throw new IllegalArgumentException("Only a clear flag is HEALTHY");
        };
    }

    static Decision of(char letter) {
        return BY_LETTER[letter];
    }

    char letter() {
        return letter;
    }

    Outcome outcome() {
        return outcome;
    }

    /** The level that follows from the decision alone; null when there is none, or when the threshold has it. */
    Level level() {
        return level;
    }

    boolean isRaised() {
        return outcome == Outcome.RAISE;
    }

    /** Whether it raises a flag that the other does not raise, or raises to a lower level. */
    boolean isAbove(Decision other) {
        return !other.isRaised() || level.compareTo(other.level) > 0;
    }

    private static Decision[] byLetter() {
        Decision[] decisions = new Decision['z'];
        for (Decision decision : values()) {
            decisions[decision.letter] = decision;
        }
        return decisions;
    }
}
