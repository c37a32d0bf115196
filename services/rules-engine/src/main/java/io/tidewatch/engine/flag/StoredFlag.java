package io.tidewatch.engine.flag;

import io.tidewatch.rule.threshold.FlagState;

/**
 * A flag as it is stored.
 *
 * @param state what the rule kit decides on; its evidence is null, see {@code evidence}
 * @param metric the metric its threshold is about, or null
 * @param evidence of the last change of state or level, as JSON of the contract's Evidence
 */
public record StoredFlag(FlagState state, String metric, String evidence) {}
