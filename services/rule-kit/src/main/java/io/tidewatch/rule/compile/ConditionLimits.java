package io.tidewatch.rule.compile;

import java.util.List;

/** How much the conditions of one pattern can come to. */
final class ConditionLimits {
    /** What is written again may be longer than what was read: the left side of "in" is repeated for every item. */
    static final int LONGEST = 10_000;
    /** Each condition becomes a class of its own. */
    private static final int MOST = 100;

    private ConditionLimits() {}

    /** Checks what the conditions of one pattern come to together, once they are written out. */
    static void requireBounded(List<String> conditions, int line) {
        if (conditions.size() > MOST) {
            throw new NotAllowedException(
                    line, "A pattern can have at most " + MOST + " conditions; divide the rule into several.", null);
        }
        if (conditions.stream().mapToInt(String::length).sum() > LONGEST) {
            throw new NotAllowedException(
                    line,
                    "The conditions of this pattern are too long together: written out they have more than " + LONGEST
                            + " characters. Divide the rule into several.",
                    null);
        }
    }
}
