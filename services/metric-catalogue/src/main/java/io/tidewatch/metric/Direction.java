package io.tidewatch.metric;

/** Which way is good. */
public enum Direction {
    /** More is better. */
    HIGHER_IS_BETTER,
    /** Less is better. */
    LOWER_IS_BETTER,
    /** It depends on a band or a trend. */
    CONTEXT
}
