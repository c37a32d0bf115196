package io.tidewatch.rule.compile;

import io.tidewatch.metric.Unit;
import io.tidewatch.spelling.Spelling;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts the cell of a condition column in its place. A number may be written as spreadsheets of many countries show it, where
 * that has one meaning only: {@code 85%} of a percentage, {@code 85,0}. What could mean two things is refused.
 */
final class CellValues {
    private static final String PARAMETER = "$param";
    /** A property alone, or with a comparison and nothing else: {@code seatUtilization >= $param}. */
    private static final Pattern COMPARISON =
            Pattern.compile("([A-Za-z][A-Za-z0-9]*+)\\s*+(<=|>=|==|!=|<|>)?\\s*+(\\$param)?");

    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,15}([.,][0-9]{1,10})?");
    private static final Pattern COMPARED = Pattern.compile("[<>=!\u2264\u2265\u2260]+\\s*(-?[0-9]+([.,][0-9]+)?)");
    private static final Pattern THOUSANDS = Pattern.compile("-?[1-9][0-9]{0,2}([ .,'\u00A0\u202F\u2019][0-9]{3})+");
    private static final Pattern SCIENTIFIC = Pattern.compile("-?[0-9.,]+[eE][+-]?[0-9]+");

    private final Vocabulary vocabulary;

    CellValues(Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
    }

    /** Checks what a column says by itself: with a property that does not exist every row would be wrong. */
    void check(String pattern, String says) {
        Map<String, Property> fact = fact(pattern);
        Matcher comparison = COMPARISON.matcher(says);
        if (fact != null && comparison.matches() && !fact.containsKey(comparison.group(1))) {
            String unreadable = vocabulary.unreadable().reason(comparison.group(1));
            if (unreadable != null) {
                throw new NotAllowedException(0, unreadable, null);
            }
            throw new NotAllowedException(
                    0,
                    pattern.replaceFirst("^.*:", "").strip() + " has no property '" + comparison.group(1) + "'.",
                    Spelling.closest(comparison.group(1), fact.keySet()));
        }
        NotAllowedException mistake = fact == null ? null : CommonMistakes.inColumn(says, fact);
        if (mistake != null) {
            throw mistake;
        }
    }

    private Map<String, Property> fact(String pattern) {
        return vocabulary.fact(pattern.replaceFirst("^.*:", "").strip());
    }

    /**
     * The condition of a row.
     *
     * @param pattern the pattern of the column, e.g. {@code $account : Account}
     * @param says what the column says
     * @throws NotAllowedException when the cell is not a value of the property
     */
    String condition(String pattern, String says, String cell) {
        Map<String, Property> fact = fact(pattern);
        Matcher comparison = COMPARISON.matcher(says);
        if (!comparison.matches() && !says.contains(PARAMETER) && cell.matches(".*[0-9].*")) {
            throw new NotAllowedException(
                    0,
                    "'" + cell + "' is not used: the column says '" + says
                            + "' whatever the cell holds. Write $param where its value belongs.",
                    says.replaceFirst("-?[0-9][0-9.]*|\\$\\s*[A-Za-z]*", Matcher.quoteReplacement(PARAMETER)));
        }
        if (fact == null || !comparison.matches()) {
            return says.replace(PARAMETER, cell);
        }
        Property property = fact.get(comparison.group(1));
        String sign = comparison.group(2) == null ? "==" : comparison.group(2);
        if (property == null || (comparison.group(2) == null && comparison.group(3) != null)) {
            return says.replace(PARAMETER, cell);
        }
        return property.name() + " " + sign + " " + literal(property, cell);
    }

    private static String literal(Property property, String cell) {
        return switch (property.type()) {
            case NUMBER -> number(property, cell);
            case TEXT -> cell.startsWith("\"") && cell.endsWith("\"") ? cell : '"' + cell + '"';
            case FLAG -> cell.toLowerCase(Locale.ROOT);
        };
    }

    private static String number(Property property, String cell) {
        boolean percent = cell.endsWith("%");
        if (percent && property.unit() != Unit.PERCENT) {
            throw refused("'" + cell + "' is a percentage, but " + property.name() + " is not.");
        }
        String number = percent ? cell.substring(0, cell.length() - 1).strip() : cell;
        if (SCIENTIFIC.matcher(number).matches()) {
            throw refused("'" + cell + "' was rounded by the spreadsheet; show the column as a number and save again.");
        }
        if (THOUSANDS.matcher(number).matches()) {
            throw refused("'" + cell + "' can be read in two ways; write it without a thousands separator.");
        }
        Matcher compared = COMPARED.matcher(number);
        if (compared.matches()) {
            throw new NotAllowedException(
                    0, "'" + cell + "' has a sign, but the column says how it compares.", compared.group(1));
        }
        if (!NUMBER.matcher(number).matches()) {
            throw refused(
                    "'" + cell + "' is not a number; " + property.name() + " is compared with one such as 85 or 19.5.");
        }
        return number.replace(',', '.');
    }

    private static NotAllowedException refused(String sentence) {
        return new NotAllowedException(0, sentence, null);
    }
}
