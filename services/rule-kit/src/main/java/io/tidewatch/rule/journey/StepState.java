package io.tidewatch.rule.journey;

/** How far an account is with one step of its journey. */
public enum StepState {
    /** It is done. */
    MET,
    /** Its task is open, and its day has not passed. */
    DUE,
    /** It is not done, and its day has passed. */
    LATE,
    /** It is not done, and its task opens later. */
    NOT_YET,
    /** It was not done for so long after its day that nobody is asked for it any more. */
    MISSED,
    /** What it depends on is not known, so it is neither done nor late. */
    UNKNOWN;

    /** Whether somebody has to do it, now or later. */
    public boolean isAhead() {
        return this == DUE || this == LATE || this == NOT_YET;
    }
}
