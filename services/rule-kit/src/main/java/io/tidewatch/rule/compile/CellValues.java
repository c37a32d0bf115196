package io.tidewatch.rule.compile;

import io.tidewatch.metric.Unit;
import io.tidewatch.spelling.Spelling;
import java.util.List;
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
    /** What people write who mean that the condition does not matter. */
    private static final Pattern ANYTHING = Pattern.compile("(?i)any|all|alle|tous|n/?a|[*\u2013\u2014-]");
    /** What stands between several values in a cell. */
    private static final String BETWEEN = "\\s*(?:[,;/|+&]|\\b(?:and|or|und|oder)\\b)\\s*";
    /** One number, with signs of a spreadsheet or a unit around it. */
    private static final Pattern ADORNED = Pattern.compile(
            "[^0-9(\u2212\u2013-]*(\\()?([\u2212\u2013-]?)\\s*([0-9]{1,15}(?:[.,][0-9]{1,10})?)[^0-9]*");

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
        refuseSeveral(property, cell);
        return property.name() + " " + sign + " " + literal(property, cell);
    }

    /** A cell that names all values, or some of them. */
    private static void refuseSeveral(Property property, String cell) {
        boolean closed = property.type() != Property.Type.TEXT
                || !property.words().isEmpty() && !property.words().contains(cell);
        if (closed && ANYTHING.matcher(cell).matches()) {
            throw refused("'" + cell + "' is not a value. Leave the cell empty when " + property.name()
                    + " can be anything.");
        }
        List<String> parts = List.of(cell.split(BETWEEN));
        if (parts.size() > 1 && property.words().containsAll(parts)) {
            throw refused("A cell has one value. Write a row for each of " + String.join(", ", parts) + ".");
        }
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
            throw new NotAllowedException(
                    0,
                    "'" + cell + "' is not a number; " + property.name() + " is compared with one such as 85 or 19.5.",
                    withoutAdornment(number));
        }
        return number.replace(',', '.');
    }

    /** The only number in a text, such as 85 in "85 seats" or -4 in "(4)"; null when there is none or another one. */
    private static String withoutAdornment(String text) {
        Matcher adorned = ADORNED.matcher(text);
        if (!adorned.matches()) {
            return null;
        }
        boolean negative = !adorned.group(2).isEmpty() || adorned.group(1) != null;
        return (negative ? "-" : "") + adorned.group(3).replace(',', '.');
    }

    private static NotAllowedException refused(String sentence) {
        return new NotAllowedException(0, sentence, null);
    }
}
