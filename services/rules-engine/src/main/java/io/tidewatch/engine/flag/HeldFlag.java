package io.tidewatch.engine.flag;

import io.tidewatch.rule.threshold.FlagState;

/**
 * A flag as it is stored.
 *
 * @param state what the rule kit judges on; its evidence is left out
 * @param metric the metric its threshold is about, or null
 * @param evidence of the last transition, as JSON of the contract's Evidence
 */
public record HeldFlag(FlagState state, String metric, String evidence) {}
