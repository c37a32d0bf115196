package io.tidewatch.rule.compile;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes of one condition all conditions that differ from it by one small change of a bound, such as a mistake would be. */
final class ConditionChanges {
    private static final Map<String, String> TURNED = Map.of(">=", ">", ">", ">=", "<=", "<", "<", "<=");
    private static final Set<String> COMPARISONS = Set.of("<", "<=", ">", ">=", "==", "!=");

    private ConditionChanges() {}

    /** The change of a condition into another one, in words. */
    static String becomes(String before, String after) {
        return "'" + shown(before) + "' becomes '" + shown(after) + "'";
    }

    /** The loss of a condition, in words. */
    static String leftOut(String condition) {
        return "'" + shown(condition) + "' is left out";
    }

    /** Numbers are compiled as doubles, but nobody writes 30.0. */
    private static String shown(String condition) {
        return PatternReader.shown(condition.replaceAll("([0-9])\\.0\\b", "$1").replace('"', '\''));
    }

    /** The condition with one of its bounds moved by a step, or with one that counts no longer counting, or the reverse. */
    static List<String> of(String condition) {
        List<Token> tokens = Token.split(condition, 0);
        List<String> changed = new ArrayList<>();
        for (int index = 0; index < tokens.size(); index++) {
            Token token = tokens.get(index);
            String turned = token.kind() == Token.Kind.SIGN ? TURNED.get(token.text()) : null;
            if (turned != null) {
                changed.add(with(tokens, index, turned));
            }
            if (token.kind() == Token.Kind.NUMBER && isBound(tokens, index)) {
                BigDecimal number = new BigDecimal(token.text()).stripTrailingZeros();
                BigDecimal step = BigDecimal.ONE.movePointLeft(Math.max(number.scale(), 0));
                changed.add(with(tokens, index, number.add(step).toPlainString()));
                changed.add(
                        number.signum() > 0
                                ? with(tokens, index, number.subtract(step).toPlainString())
                                : with(tokens, index, "-" + step.toPlainString()));
            }
        }
        return changed;
    }

    private static boolean isBound(List<Token> tokens, int index) {
        boolean negative = index > 0 && tokens.get(index - 1).is("-");
        int before = index - (negative ? 2 : 1);
        return before >= 0 && COMPARISONS.contains(tokens.get(before).text())
                || COMPARISONS.contains(tokens.get(index + 1).text());
    }

    private static String with(List<Token> tokens, int changed, String text) {
        StringBuilder written = new StringBuilder();
        for (int index = 0; index < tokens.size() - 1; index++) {
            Token token = tokens.get(index);
            String own = token.kind() == Token.Kind.TEXT ? '"' + token.text() + '"' : token.text();
            boolean close = index == 0
                    || Set.of(".", ")", ",").contains(token.text())
                    || Set.of(".", "(", "!").contains(tokens.get(index - 1).text())
                    || tokens.get(index - 1).is("-")
                            && index > 1
                            && tokens.get(index - 2).kind() == Token.Kind.SIGN;
            written.append(close ? "" : " ").append(index == changed ? text : own);
        }
        return written.toString();
    }
}
