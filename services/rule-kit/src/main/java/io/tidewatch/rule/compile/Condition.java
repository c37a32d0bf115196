package io.tidewatch.rule.compile;

import java.util.List;
import java.util.Set;

/**
 * A condition that was understood, rewritten in our own form.
 *
 * @param drl the condition as it is compiled
 * @param reads the properties it reads, as "binding.property"; properties of the pattern itself have no "binding."
 * @param parts the parts of it that && joins, or the condition itself; empty when it asks for nothing
 */
record Condition(String drl, Set<String> reads, List<Term> parts) {}
