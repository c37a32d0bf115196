package io.tidewatch.metric.catalogue;

/** Whether a value counts days from or to a day, so that everybody who has that day can count on. */
public enum Anchoring {
    /** It does not. */
    NONE,
    /** Days since the anchor: an age. */
    SINCE,
    /** Days until the anchor: a countdown. */
    UNTIL
}
