package io.tidewatch.rule.workbook;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.List;
import java.util.regex.Pattern;

/** The text of a cell, as it would stand in a CSV file that says the same: {@code 85}, {@code 20%}, {@code 2027-02-28}. */
final class CellText {
    /** Spreadsheets compute with some 15 digits; beyond 12 a bound is noise, such as 20.000000000004. */
    private static final int DIGITS = 12;

    private static final int LONGEST_NUMBER = 40;
    private static final int LONGEST_TEXT = 1000;
    /** Serial numbers before this one are ambiguous: spreadsheets count the day 29 February 1900, which never was. */
    private static final int FIRST_CERTAIN_DAY = 61;

    private static final int LAST_DAY = 2_958_465;
    private static final Pattern ISO_DATE = Pattern.compile("([0-9]{4}-[0-9]{2}-[0-9]{2})(T00:00:00(\\.0+)?Z?)?");

    private final List<String> sharedTexts;
    private final LocalDate dayZero;

    CellText(List<String> sharedTexts, boolean since1904) {
        this.sharedTexts = sharedTexts;
        this.dayZero = since1904 ? LocalDate.of(1904, 1, 1) : LocalDate.of(1899, 12, 30);
    }

    /** What is wrong with one cell, as a sentence for its author. */
    static final class WrongCellException extends Exception {
        private static final long serialVersionUID = 1L;

        WrongCellException(String sentence) {
            super(sentence);
        }
    }

    /**
     * The text of a cell.
     *
     * @param type its type as the file says, see SpreadsheetML: {@code s}, {@code inlineStr}, {@code b}, …; empty for a number
     * @param stored its value as stored
     */
    String of(String type, String stored, CellFormats.Format format)
            throws WrongCellException, UnreadableWorkbookException {
        return switch (type) {
            case "s" -> text(shared(stored));
            case "inlineStr", "str" -> text(stored);
            case "b" -> stored.strip().equals("1") ? "TRUE" : "FALSE";
            case "d" -> isoDate(stored.strip());
            case "e" -> throw new WrongCellException("The cell holds the error " + cut(stored) + ".");
            case "", "n" -> number(stored.strip(), format);
            default -> throw UnreadableWorkbookException.notAWorkbook();
        };
    }

    private String shared(String stored) throws UnreadableWorkbookException {
        int index = Integer.parseInt(stored.strip());
        if (index < 0 || index >= sharedTexts.size()) {
            throw UnreadableWorkbookException.notAWorkbook();
        }
        return sharedTexts.get(index);
    }

    private static String text(String stored) throws WrongCellException {
        String text = stored.strip();
        if (text.length() > LONGEST_TEXT) {
            throw new WrongCellException("A cell can have at most " + LONGEST_TEXT + " characters.");
        }
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw new WrongCellException("A cell cannot contain line breaks or control characters.");
        }
        return text;
    }

    private static String isoDate(String stored) throws WrongCellException {
        if (!ISO_DATE.matcher(stored).matches()) {
            throw noDate();
        }
        return stored.substring(0, 10);
    }

    private String number(String stored, CellFormats.Format format) throws WrongCellException {
        if (stored.isEmpty()) {
            return "";
        }
        if (stored.length() > LONGEST_NUMBER) {
            throw new WrongCellException("'" + cut(stored) + "' is not a number.");
        }
        BigDecimal value = new BigDecimal(stored);
        // Before anything is written out: 1E999999999 would have a billion digits.
        if (value.signum() != 0 && Math.abs((long) value.precision() - value.scale()) > 20) {
            throw new WrongCellException("'" + stored + "' is too large or too small.");
        }
        if (format.misleads()) {
            throw new WrongCellException("The format of the cell hides its value, " + stored
                    + ", or shows another one. Format the cell as a number.");
        }
        if (format.date()) {
            return date(value);
        }
        BigDecimal exact = rounded(format.percent() ? value.movePointRight(2) : value);
        String sign = format.percent() ? "%" : "";
        if (format.decimals() != null && exact.scale() > format.decimals()) {
            BigDecimal shown = exact.setScale(format.decimals(), RoundingMode.HALF_UP);
            throw new WrongCellException("The cell shows " + shown.toPlainString() + sign + " but holds "
                    + exact.toPlainString() + sign + ". Round the value, or show all of its decimals.");
        }
        return exact.toPlainString() + sign;
    }

    private static BigDecimal rounded(BigDecimal value) {
        int before = Math.max(value.precision() - value.scale(), 1);
        BigDecimal rounded = value.setScale(Math.max(DIGITS - before, 0), RoundingMode.HALF_UP);
        return rounded.signum() == 0 ? BigDecimal.ZERO : withoutTrailingZeros(rounded);
    }

    private static BigDecimal withoutTrailingZeros(BigDecimal value) {
        BigDecimal stripped = value.stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }

    private String date(BigDecimal serial) throws WrongCellException {
        BigDecimal day = serial.setScale(0, RoundingMode.FLOOR);
        if (day.compareTo(serial) != 0
                || day.compareTo(BigDecimal.valueOf(FIRST_CERTAIN_DAY)) < 0
                || day.compareTo(BigDecimal.valueOf(LAST_DAY)) > 0) {
            throw noDate();
        }
        return dayZero.plusDays(day.longValueExact()).toString();
    }

    private static WrongCellException noDate() {
        return new WrongCellException(
                "The cell is formatted as a date or time, and its value is not a whole day. Write a date such as 2027-02-28,"
                        + " or format the cell as a number.");
    }

    private static String cut(String stored) {
        return stored.length() > LONGEST_NUMBER ? stored.substring(0, LONGEST_NUMBER) + "…" : stored;
    }
}
