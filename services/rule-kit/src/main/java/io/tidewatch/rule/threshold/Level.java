package io.tidewatch.rule.threshold;

/** How serious a raised flag is. */
public enum Level {
    /** Worth a look. */
    WATCH,
    /** Room to grow, e.g. ready to expand. */
    OPPORTUNITY,
    /** The customer may be lost. */
    AT_RISK
}
