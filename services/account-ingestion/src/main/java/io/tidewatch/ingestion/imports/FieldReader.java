package io.tidewatch.ingestion.imports;

import io.tidewatch.ingestion.mapping.DatePattern;
import io.tidewatch.ingestion.mapping.FieldForm;
import io.tidewatch.ingestion.mapping.FieldSource;
import io.tidewatch.ingestion.record.MailAddress;
import io.tidewatch.ingestion.record.OneLine;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Turns the text of one field into the text that PostgreSQL casts to the column's type; equal values give equal texts. */
final class FieldReader {

    /** Why a text is no value of its field. */
    static final class NotAValue extends Exception {
        private static final long serialVersionUID = 1L;

        NotAValue(String message) {
            super(message, null, false, false);
        }
    }

    private static final Pattern WHOLE = Pattern.compile("\\d{1,10}");
    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,15}(\\.\\d{1,10})?");
    private static final Pattern AMOUNT = Pattern.compile("\\d{1,18}(\\.\\d{1,6})?");
    /** In minor units, as the contract bounds it: a year of it over all accounts must fit a long. */
    private static final BigDecimal LARGEST_AMOUNT = BigDecimal.valueOf(10_000_000_000_000L);

    private static final long LARGEST_NUMBER = 2_000_000_000L;
    private static final int LONGEST_ID = 150;

    private static final List<DateTimeFormatter> INSTANTS = List.of(
            DateTimeFormatter.ISO_OFFSET_DATE_TIME,
            DatePattern.of("yyyy-MM-dd'T'HH:mm[:ss]"),
            DatePattern.of("yyyy-MM-dd HH:mm[:ss][XXX]"),
            DateTimeFormatter.ISO_LOCAL_DATE);

    private final FieldForm form;
    private final FieldSource source;
    private final List<DateTimeFormatter> formats;

    FieldReader(FieldForm form, FieldSource source) {
        this.form = form;
        this.source = source;
        this.formats = source.formats().stream().map(DatePattern::of).toList();
    }

    /** The value as text for the database; null for none. */
    String read(String text) throws NotAValue {
        String raw = text.strip();
        raw = source.values().getOrDefault(raw, raw);
        if (raw.isEmpty()) {
            if (form.required()) {
                throw new NotAValue("is needed and empty");
            }
            return null;
        }
        return switch (form.type()) {
            case TEXT, RECORD_REFERENCES -> plain(raw);
            case NAME -> name(plain(raw));
            case RECORD_REFERENCE -> id(raw);
            case EMAIL -> MailAddress.canonical(mail(plain(raw)));
            case CURRENCY -> matching(Pattern.compile("[A-Z]{3}"), raw, "is no currency such as EUR");
            case CHOICE -> choice(raw);
            case BOOLEAN -> bool(raw);
            case INTEGER -> integer(raw);
            case DECIMAL -> matching(NUMBER, raw, "is no number");
            case MONEY -> money(raw);
            case DATE -> date(raw).toString();
            case INSTANT -> instant(raw).toString();
        };
    }

    /** The ids of a list. */
    List<String> split(String value) throws NotAValue {
        if (value == null) {
            return List.of();
        }
        String separator = source.separator() == null ? ";" : source.separator();
        List<String> ids = Pattern.compile(separator, Pattern.LITERAL)
                .splitAsStream(value)
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .distinct()
                .sorted()
                .toList();
        for (String each : ids) {
            id(each);
        }
        return ids;
    }

    /** The id of a record in its source, which people must be able to read, and to write in an address. */
    static String id(String raw) throws NotAValue {
        if (raw.length() > LONGEST_ID || !OneLine.isId(raw)) {
            throw new NotAValue(shown(raw) + " is no id: up to " + LONGEST_ID
                    + " characters, no control characters, no blanks at its ends");
        }
        return raw;
    }

    private static String name(String raw) throws NotAValue {
        if (!OneLine.isOne(raw)) {
            throw new NotAValue(shown(raw) + " is no name: it has line breaks or other control characters");
        }
        return raw;
    }

    private static String mail(String raw) throws NotAValue {
        if (!MailAddress.isOne(raw)) {
            throw new NotAValue(shown(raw) + " is no e-mail address");
        }
        return raw;
    }

    private String plain(String raw) throws NotAValue {
        if (raw.length() > form.longest() && form.type() != FieldForm.Type.RECORD_REFERENCES) {
            throw new NotAValue("is longer than " + form.longest() + " characters");
        }
        return raw;
    }

    private String choice(String raw) throws NotAValue {
        String word = raw.toUpperCase(Locale.ROOT).replace(' ', '_').replace('-', '_');
        if (!form.choices().contains(word)) {
            throw new NotAValue(shown(raw) + " is none of " + String.join(", ", form.choices()));
        }
        return word;
    }

    private String bool(String raw) throws NotAValue {
        return switch (raw.toLowerCase(Locale.ROOT)) {
            case "true", "yes", "1" -> "true";
            case "false", "no", "0" -> "false";
            default -> throw new NotAValue(shown(raw) + " is neither true nor false");
        };
    }

    private String integer(String raw) throws NotAValue {
        if (raw.matches("\\d{11,}")) {
            throw new NotAValue(shown(raw) + " is too large");
        }
        long number = Long.parseLong(matching(WHOLE, raw, "is no whole number of 0 or more"));
        if (number > LARGEST_NUMBER) {
            throw new NotAValue(shown(raw) + " is too large");
        }
        return Long.toString(number);
    }

    private String money(String raw) throws NotAValue {
        int scale = source.scale() == null ? 2 : source.scale();
        if (raw.matches("\\d{19,}(\\.\\d*)?")) {
            throw new NotAValue(shown(raw) + " is too large");
        }
        BigDecimal minor = new BigDecimal(matching(AMOUNT, raw, "is no amount such as 1250.00")).movePointRight(scale);
        if (minor.compareTo(LARGEST_AMOUNT) > 0) {
            throw new NotAValue(shown(raw) + " is too large");
        }
        try {
            return minor.toBigIntegerExact().toString();
        } catch (ArithmeticException e) {
            throw new NotAValue(shown(raw) + " has more than " + scale + " decimal places");
        }
    }

    private LocalDate date(String raw) throws NotAValue {
        for (DateTimeFormatter format : formats.isEmpty() ? List.of(DateTimeFormatter.ISO_LOCAL_DATE) : formats) {
            try {
                return sensible(LocalDate.from(format.parse(raw)), raw);
            } catch (DateTimeException e) {
                // The next format may fit.
            }
        }
        throw new NotAValue(shown(raw) + " is no date" + expected("2026-12-31"));
    }

    private Instant instant(String raw) throws NotAValue {
        for (DateTimeFormatter format : formats.isEmpty() ? INSTANTS : formats) {
            try {
                TemporalAccessor parsed =
                        format.parseBest(raw, OffsetDateTime::from, LocalDateTime::from, LocalDate::from);
                OffsetDateTime time =
                        switch (parsed) {
                            case OffsetDateTime offset -> offset;
                            case LocalDateTime local -> local.atOffset(ZoneOffset.UTC);
                            default ->
                                LocalDate.from(parsed)
                                        .atTime(LocalTime.MIDNIGHT)
                                        .atOffset(ZoneOffset.UTC);
                        };
                sensible(time.toLocalDate(), raw);
                return time.toInstant();
            } catch (DateTimeException e) {
                // The next format may fit.
            }
        }
        throw new NotAValue(shown(raw) + " is no time" + expected("2026-12-31T14:30:00Z"));
    }

    private String expected(String example) {
        return source.formats().isEmpty()
                ? " such as " + example
                : " of the form " + String.join(" or ", source.formats());
    }

    private LocalDate sensible(LocalDate day, String raw) throws NotAValue {
        if (day.getYear() < 1900 || day.getYear() > 2200) {
            throw new NotAValue(shown(raw) + " is not between 1900 and 2200");
        }
        return day;
    }

    private static String matching(Pattern pattern, String raw, String complaint) throws NotAValue {
        if (!pattern.matcher(raw).matches()) {
            throw new NotAValue(shown(raw) + " " + complaint);
        }
        return raw;
    }

    /** A cell in a message: short, and without what could move the reader's terminal. */
    static String shown(String raw) {
        String clean = raw.replaceAll("[\\p{Cc}\\p{Zl}\\p{Zp}]", " ");
        return "\"" + (clean.length() > 60 ? clean.substring(0, 60) + "…" : clean) + "\"";
    }
}
