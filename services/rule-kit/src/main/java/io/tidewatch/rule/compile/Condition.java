package io.tidewatch.rule.compile;

import java.util.Set;

/**
 * A condition that was understood, rewritten in our own form.
 *
 * @param drl the condition as it is compiled
 * @param reads the properties it reads, as "binding.property"; properties of the pattern itself have no "binding."
 */
record Condition(String drl, Set<String> reads) {}
