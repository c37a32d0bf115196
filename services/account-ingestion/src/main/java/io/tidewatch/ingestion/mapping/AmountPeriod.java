package io.tidewatch.ingestion.mapping;

import java.util.Locale;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The period that an amount of a file is for, in whole months: revenue is stored per month. */
public final class AmountPeriod {

    /** How a period is written, for messages. */
    public static final String FORMS = "month, quarter, year, or a number of them such as 24 months or 2-year";

    private static final Pattern SEVERAL = Pattern.compile("(\\d{1,3})[ -]?(month|quarter|year)s?");
    private static final int MOST_MONTHS = 120;

    private AmountPeriod() {}

    /** The number of months, 1 to 120; empty when the text is not a period in one of the {@link #FORMS}. */
    public static OptionalInt months(String text) {
        String period = text.strip().toLowerCase(Locale.ROOT);
        Matcher several = SEVERAL.matcher(period);
        int months = several.matches()
                ? Integer.parseInt(several.group(1)) * unit(several.group(2))
                : switch (period) {
                    case "monthly" -> 1;
                    case "quarterly" -> 3;
                    case "yearly", "annual", "annually" -> 12;
                    default -> unit(period);
                };
        return months < 1 || months > MOST_MONTHS ? OptionalInt.empty() : OptionalInt.of(months);
    }

    private static int unit(String word) {
        return switch (word) {
            case "month" -> 1;
            case "quarter" -> 3;
            case "year" -> 12;
            default -> 0;
        };
    }
}
