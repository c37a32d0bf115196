package io.tidewatch.ingestion.imports;

import io.tidewatch.ingestion.mapping.AmountPeriod;
import io.tidewatch.ingestion.mapping.Choices;
import io.tidewatch.ingestion.mapping.FieldForm;
import io.tidewatch.ingestion.mapping.FieldSource;
import io.tidewatch.ingestion.mapping.TimeFormats;
import io.tidewatch.ingestion.record.MailAddress;
import io.tidewatch.ingestion.record.OneLine;
import io.tidewatch.money.Money;
import java.time.OffsetDateTime;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Turns the text of one field into the text that is stored; equal values give equal texts. The items of a list are separated by {@link FieldsJson#NEXT}. */
final class FieldReader {

    /** The reason why a text is not valid for its field, as the end of a sentence. */
    static final class NotAValue extends Exception {
        private static final long serialVersionUID = 1L;

        NotAValue(String message) {
            super(message, null, false, false);
        }
    }

    private static final Pattern WHOLE = Pattern.compile("\\d{1,10}");
    private static final Pattern SIGNED = Pattern.compile("-?\\d{1,18}");
    private static final Pattern MANY_DIGITS = Pattern.compile("\\d{11,}");
    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,15}(\\.\\d{1,30})?");
    private static final Pattern AMOUNT = Pattern.compile("\\d{1,18}(\\.\\d{1,30})?");
    private static final Pattern TOO_LARGE = Pattern.compile("\\d{19,}(\\.\\d*)?");
    /** Thousands grouped by points or by blanks, and a decimal comma. */
    private static final Pattern DECIMAL_COMMA =
            Pattern.compile("-?(\\d+|\\d{1,3}(\\.\\d{3})+|\\d{1,3}([ \\u00A0\\u202F]\\d{3})+)(,\\d+)?");

    private static final Pattern SHORTENED_NUMBER = Pattern.compile("\\d([.,]\\d+)?[eE]\\+\\d{2,}");

    private static final long LARGEST_NUMBER = 2_000_000_000L;
    /** Of numbers that requests accept, too: up to this one they are exact wherever they are computed with. */
    static final long GREATEST = 1_000_000_000_000_000L;

    private static final int LONGEST_ID = 150;
    private static final int MOST_ITEMS = 1_000;

    private final FieldForm form;
    private final FieldSource source;
    private final String prefix;
    private final TimeFormats formats;

    /**
     * Reads a field from its source.
     *
     * @param prefix put before ids
     */
    FieldReader(FieldForm form, FieldSource source, String prefix) {
        this.form = form;
        this.source = source;
        this.prefix = prefix;
        this.formats = TimeFormats.of(source.formats());
    }

    /**
     * The value as text for the database; null for none. An amount is not converted yet, because its currency decides about
     * its minor units: it comes as a decimal number in the unit of the file.
     */
    String read(String text) throws NotAValue {
        String raw = text.strip();
        if (!source.values().isEmpty()) {
            raw = source.values().getOrDefault(raw, raw).strip();
        }
        if (raw.isEmpty()) {
            if (form.required()) {
                throw new NotAValue("is required but empty");
            }
            return null;
        }
        return switch (form.type()) {
            case TEXT -> plain(raw);
            case NAME -> name(plain(raw));
            case RECORD_REFERENCE, ACCOUNT_REFERENCE -> prefix + id(raw);
            case RECORD_REFERENCES, ACCOUNT_REFERENCES -> ids(raw);
            case CHOICES -> words(raw);
            case EMAIL -> MailAddress.canonical(mail(plain(raw)));
            case CURRENCY -> currency(raw);
            case CHOICE -> choice(raw);
            case BOOLEAN -> bool(raw);
            case INTEGER -> integer(raw);
            case SIGNED -> signed(raw);
            case AMOUNT -> matching(NUMBER, point(raw), raw, amountExpected(raw));
            case DECIMAL -> matching(NUMBER, point(raw), raw, "a valid number" + commaHint(raw));
            case MONEY -> amount(raw);
            case AMOUNT_PERIOD -> months(raw);
            case DATE ->
                formats.isPlainDay(raw)
                        ? raw
                        : time(raw, "date", "2026-12-31").toLocalDate().toString();
            case INSTANT ->
                formats.isPlainTime(raw)
                        ? raw
                        : time(raw, "time", "2026-12-31T14:30:00Z").toInstant().toString();
        };
    }

    private String ids(String raw) throws NotAValue {
        Set<String> ids = new TreeSet<>();
        for (String item : items(raw)) {
            ids.add(prefix + id(item));
        }
        return joined(ids);
    }

    private String words(String raw) throws NotAValue {
        Set<String> words = new TreeSet<>(Comparator.comparing(form.choices()::indexOf));
        for (String item : items(raw)) {
            words.add(choice(item));
        }
        return joined(words);
    }

    private List<String> items(String raw) throws NotAValue {
        List<String> items = source.items(raw);
        if (items.size() > MOST_ITEMS) {
            throw new NotAValue("has more than " + MOST_ITEMS + " items");
        }
        return items;
    }

    private static String joined(Set<String> items) {
        return items.isEmpty() ? null : String.join(FieldsJson.NEXT, items);
    }

    /** The id of a record in its source; one that is a mail address in lower case. */
    static String id(String raw) throws NotAValue {
        if (isPlainId(raw)) {
            return raw;
        }
        if (raw.length() > LONGEST_ID || !OneLine.isId(raw)) {
            throw new NotAValue(shown(raw) + " is not a valid id: use up to " + LONGEST_ID
                    + " characters, without control characters and without blanks at either end");
        }
        if (SHORTENED_NUMBER.matcher(raw).matches()) {
            throw new NotAValue(shown(raw) + " is not a valid id: a spreadsheet has shortened a number;"
                    + " format the column as text and export the file again");
        }
        return MailAddress.canonicalId(raw);
    }

    /** Whether a text is one of the many ids that need no closer look: short, and of letters, digits and a few signs. */
    private static boolean isPlainId(String raw) {
        for (int i = 0; i < raw.length(); i++) {
            char sign = raw.charAt(i);
            if (sign <= ' ' || sign >= 0x7F || sign == '@' || sign == '+') {
                return false;
            }
        }
        return raw.length() <= LONGEST_ID;
    }

    private static String name(String raw) throws NotAValue {
        if (!OneLine.isOne(raw)) {
            throw new NotAValue(shown(raw) + " is not a valid name: it has line breaks or other control characters");
        }
        return raw;
    }

    private static String mail(String raw) throws NotAValue {
        if (!MailAddress.isOne(raw)) {
            throw new NotAValue(shown(raw) + " is not a valid e-mail address");
        }
        return raw;
    }

    private String plain(String raw) throws NotAValue {
        if (raw.length() > form.longest()) {
            throw new NotAValue("is longer than " + form.longest() + " characters");
        }
        return raw;
    }

    private String choice(String raw) throws NotAValue {
        String word = raw.toUpperCase(Locale.ROOT).replace(' ', '_').replace('-', '_');
        if (!form.choices().contains(word)) {
            throw new NotAValue(shown(raw) + " must be one of " + String.join(", ", form.choices()));
        }
        return word;
    }

    private static String bool(String raw) throws NotAValue {
        String word = raw.toLowerCase(Locale.ROOT);
        if (!Choices.TRUE.contains(word) && !Choices.FALSE.contains(word)) {
            throw new NotAValue(shown(raw) + " must be true or false");
        }
        return Boolean.toString(Choices.TRUE.contains(word));
    }

    private static String integer(String raw) throws NotAValue {
        if (isPlainNumber(raw)) {
            return raw;
        }
        String digits = raw.length() > 10 && MANY_DIGITS.matcher(raw).matches() ? "9999999999" : raw;
        long number = Long.parseLong(matching(WHOLE, digits, raw, "a valid whole number of 0 or more"));
        if (number > LARGEST_NUMBER) {
            throw new NotAValue(shown(raw) + " is too large");
        }
        return Long.toString(number);
    }

    private static String signed(String raw) throws NotAValue {
        long number = Long.parseLong(matching(SIGNED, raw, raw, "a valid whole number"));
        if (Math.abs(number) > GREATEST) {
            throw new NotAValue(shown(raw) + " is too large");
        }
        return Long.toString(number);
    }

    /** Whether a text is one of the many numbers that need no closer look: up to nine digits, without leading zeros. */
    private static boolean isPlainNumber(String raw) {
        for (int i = 0; i < raw.length(); i++) {
            if (raw.charAt(i) < '0' || raw.charAt(i) > '9') {
                return false;
            }
        }
        return raw.length() < 10 && (raw.charAt(0) != '0' || raw.length() == 1);
    }

    private static String currency(String raw) throws NotAValue {
        String code = raw.toUpperCase(Locale.ROOT);
        if (!Money.isCurrency(code)) {
            throw new NotAValue(shown(raw) + " is not a valid currency (ISO 4217) such as EUR");
        }
        return code;
    }

    private String amount(String raw) throws NotAValue {
        String number = point(raw);
        if (TOO_LARGE.matcher(number).matches()) {
            throw new NotAValue(shown(raw) + " is too large");
        }
        return matching(AMOUNT, number, raw, amountExpected(raw));
    }

    private String amountExpected(String raw) {
        boolean comma = Boolean.TRUE.equals(source.decimalComma());
        return "a valid amount such as " + (comma ? "1.250,00" : "1250.00") + commaHint(raw);
    }

    private static String months(String raw) throws NotAValue {
        OptionalInt months = AmountPeriod.months(raw);
        if (months.isEmpty()) {
            throw new NotAValue(shown(raw) + " is not a valid period of an amount: write " + AmountPeriod.FORMS);
        }
        return Integer.toString(months.getAsInt());
    }

    /** A number with a decimal point; unchanged when it is not a number in the form that the mapping names. */
    private String point(String raw) {
        return !Boolean.TRUE.equals(source.decimalComma())
                ? raw
                : DECIMAL_COMMA.matcher(raw).matches()
                        ? raw.replaceAll("[. \\u00A0\\u202F]", "").replace(',', '.')
                        : "";
    }

    private String commaHint(String raw) {
        return raw.indexOf(',') >= 0
                        && source.decimalComma() == null
                        && DECIMAL_COMMA.matcher(raw).matches()
                ? "; where the comma separates decimals, set decimalComma in the mapping"
                : "";
    }

    private OffsetDateTime time(String raw, String what, String example) throws NotAValue {
        OffsetDateTime time = formats.read(raw);
        if (time == null) {
            throw new NotAValue(shown(raw) + " is not a valid " + what
                    + (source.formats().isEmpty()
                            ? " such as " + example
                            : " of the form " + String.join(" or ", source.formats()))
                    + " (years " + TimeFormats.FIRST_YEAR + " to " + TimeFormats.LAST_YEAR + ")"
                    + (source.formats().isEmpty() ? "; for another form, set formats in the mapping" : ""));
        }
        return time;
    }

    private static String matching(Pattern pattern, String number, String raw, String expected) throws NotAValue {
        if (!pattern.matcher(number).matches()) {
            throw new NotAValue(shown(raw) + " is not " + expected);
        }
        return number;
    }

    /** A cell in a message: short, and without characters that could control the reader's terminal. */
    static String shown(String raw) {
        String clean = raw.replaceAll("[\\p{Cc}\\p{Zl}\\p{Zp}]", " ");
        return "\"" + (clean.length() > 60 ? clean.substring(0, 60) + "…" : clean) + "\"";
    }
}
