package io.tidewatch.rule.workbook;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How cells show their numbers: as a date, as a percentage, with so many decimals. */
final class CellFormats {
    private static final Pattern PLAIN = Pattern.compile("[#,?0]*(\\.([#?0]+))?%?");
    /** What a format shows as it is written: texts, escaped and padding characters, colours and currencies. */
    private static final Pattern SHOWN_AS_WRITTEN =
            Pattern.compile("\"[^\"]*\"|\\\\.|_.|\\*.|\\[(?!h+\\]|m+\\]|s+\\])[^\\]]*\\]", Pattern.CASE_INSENSITIVE);

    private static final Pattern DATE = Pattern.compile("[ymdhs]", Pattern.CASE_INSENSITIVE);
    /** Without a place for a digit nothing is shown; a comma that no digit follows divides what is shown by a thousand. */
    private static final Pattern SHOWS_NO_NUMBER = Pattern.compile("[^0#?]*");

    private static final Pattern DIVIDES = Pattern.compile(".*[0#?],+(?![,0#?]).*");
    /** Digits that are shown beside those of the number, whatever the cell holds. */
    private static final Pattern DIGITS_AS_WRITTEN =
            Pattern.compile("[^;]*([0-9]\"[0#?]|[0#?]\"[.,]?[0-9]|\\\\[0-9]).*");

    private static final Format GENERAL = new Format(false, false, null, false);

    /** The formats that every workbook has; those of dates begin at 14. */
    private static final Map<Integer, String> BUILT_IN =
            Map.of(1, "0", 2, "0.00", 3, "#,##0", 4, "#,##0.00", 9, "0%", 10, "0.00%");

    private final List<Format> byStyle = new ArrayList<>();

    /**
     * One format.
     *
     * @param date whether it shows a date or a time
     * @param percent whether it shows a percentage
     * @param decimals how many decimals it shows; null when it shows as many as there are
     * @param misleads whether it shows another number than the cell holds, or none
     */
    record Format(boolean date, boolean percent, Integer decimals, boolean misleads) {}

    /** Reads the formats of a workbook; {@code part} may be null or missing. */
    static CellFormats read(WorkbookParts parts, String part) throws UnreadableWorkbookException {
        CellFormats formats = new CellFormats();
        Map<Integer, String> codes = new HashMap<>(BUILT_IN);
        boolean[] ofCells = {false};
        parts.visit(part, (at, begins) -> {
            String element = at.getLocalName();
            if (element.equals("cellXfs")) {
                ofCells[0] = begins;
            } else if (begins && element.equals("numFmt")) {
                codes.put(
                        Integer.parseInt(WorkbookParts.attribute(at, "numFmtId")),
                        WorkbookParts.attribute(at, "formatCode"));
            } else if (begins && ofCells[0] && element.equals("xf")) {
                String id = WorkbookParts.attribute(at, "numFmtId");
                formats.byStyle.add(id.isEmpty() ? GENERAL : format(Integer.parseInt(id), codes));
            }
        });
        return formats;
    }

    /** The format of a cell with the style of this number; {@code style} may be empty. */
    Format of(String style) {
        int number = style.isEmpty() ? 0 : Integer.parseInt(style);
        return number < byStyle.size() && number >= 0 ? byStyle.get(number) : GENERAL;
    }

    private static Format format(int id, Map<Integer, String> codes) {
        String code = codes.get(id);
        if (code == null) {
            boolean date = id >= 14 && id <= 22 || id >= 27 && id <= 36 || id >= 45 && id <= 47 || id >= 50 && id <= 58;
            return new Format(date, false, null, false);
        }
        String positive = SHOWN_AS_WRITTEN.matcher(code).replaceAll("").split(";", -1)[0];
        boolean asWritten = DIGITS_AS_WRITTEN.matcher(code).matches();
        if (positive.strip().matches("(?i)General|@") && !asWritten) {
            return GENERAL;
        }
        if (DATE.matcher(positive).find()) {
            return new Format(true, false, null, false);
        }
        Matcher plain = PLAIN.matcher(positive.strip());
        Integer decimals = !plain.matches()
                ? null
                : plain.group(2) == null ? 0 : plain.group(2).length();
        boolean misleads = asWritten
                || SHOWS_NO_NUMBER.matcher(positive).matches()
                || DIVIDES.matcher(positive).matches();
        return new Format(false, positive.contains("%"), decimals, misleads);
    }
}
