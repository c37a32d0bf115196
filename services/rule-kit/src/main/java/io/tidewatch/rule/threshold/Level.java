package io.tidewatch.rule.threshold;

/** How serious a raised flag is. */
public enum Level {
    /** To be looked at. */
    WATCH,
    /** A good chance, e.g. ready to expand. */
    OPPORTUNITY,
    /** The customer may be lost. */
    AT_RISK
}
