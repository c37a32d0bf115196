package io.tidewatch.metric.history;

import io.tidewatch.metric.language.RecordField;
import io.tidewatch.metric.language.RecordKind;
import io.tidewatch.metric.language.Vocabulary;
import io.tidewatch.money.Money;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/**
 * All that is known of one account, as metrics read it: its records as arrays, its attributes over time, and what the sources cover. Does not
 * change; read by any number of threads.
 */
public final class AccountHistory {
    private final String accountId;
    private final Dictionary dictionary;
    private final Map<String, Rows> rows;
    private final Map<String, Rows> withoutRecords;
    private final Map<String, References> references;
    private final Map<String, CoveredDays> covered;
    private final int[] attributesFrom;
    private final int firstDay;
    private final boolean hasBeginning;

    AccountHistory(
            String accountId,
            Dictionary dictionary,
            Map<String, Rows> rows,
            Map<String, Rows> withoutRecords,
            Map<String, References> references,
            Map<String, CoveredDays> covered,
            int[] attributesFrom,
            int firstDay,
            boolean hasBeginning) {
        this.accountId = accountId;
        this.dictionary = dictionary;
        this.rows = rows;
        this.withoutRecords = withoutRecords;
        this.references = references;
        this.covered = covered;
        this.attributesFrom = attributesFrom;
        this.firstDay = firstDay;
        this.hasBeginning = hasBeginning;
    }

    /** The canonical id. */
    public String accountId() {
        return accountId;
    }

    /** The texts behind the numbers of names, texts and currencies; several histories may share it. */
    public Dictionary dictionary() {
        return dictionary;
    }

    /** The records of a kind, none included; null for a kind outside the vocabulary. Those of {@code account} are its versions. */
    public Rows rows(String kind) {
        Rows there = rows.get(kind);
        return there == null ? withoutRecords.get(kind) : there;
    }

    /**
     * How many different records of a kind there are or are referred to; 0 when no record can refer to it. Numbers of references lie below it; those below {@link
     * Rows#size} are the records of {@link #rows}, the others are known by their ids alone.
     */
    public int references(String kind) {
        References numbers = references.get(kind);
        return numbers == null ? 0 : numbers.size();
    }

    /** The id behind a number of a reference. */
    public String referenceId(String kind, int number) {
        return dictionary.text(references.get(kind).code(number));
    }

    /** The version of the attributes on a day, as a row of {@code account}; the first one reaches back. -1 without any. */
    public int attributesOn(int day) {
        int version = attributesFrom.length - 1;
        while (version > 0 && attributesFrom[version] > day) {
            version--;
        }
        return version;
    }

    /** The days from which versions of the attributes hold, ascending. */
    public int[] attributesFrom() {
        return attributesFrom.clone();
    }

    /**
     * A field of a record as people read it: days and times as in ISO 8601, an amount as {@code EUR 12.50}, several words or references
     * joined by a comma; null where the record has no value or the kind no such field.
     */
    public String text(String kind, int row, String field) {
        Column column = rows(kind).column(field);
        if (column == null || column.isMissing(row)) {
            return null;
        }
        RecordField is = rows(kind).kind().fields().get(field);
        return switch (column.type()) {
            case NAME, TEXT -> dictionary.text((int) column.longs()[row]);
            case WORD -> word(is.words(), (int) column.longs()[row]);
            case WORDS -> joined(column.lists()[row], number -> word(is.words(), number));
            case REF -> referenceId(is.target(), (int) column.longs()[row]);
            case REFS -> joined(column.lists()[row], number -> referenceId(is.target(), number));
            case BOOLEAN -> String.valueOf(column.longs()[row] == 1);
            case INTEGER -> String.valueOf(column.longs()[row]);
            case DECIMAL ->
                new BigDecimal(Double.toString(column.doubles()[row]))
                        .stripTrailingZeros()
                        .toPlainString();
            case MONEY ->
                Money.ofMinor(column.longs()[row], dictionary.text(column.currencies()[row]))
                        .toString();
            case DATE -> LocalDate.ofEpochDay(column.longs()[row]).toString();
            case INSTANT ->
                Instant.EPOCH.plus(column.longs()[row], ChronoUnit.MICROS).toString();
        };
    }

    /** A word that the kind no longer has reads as missing. */
    private static String word(List<String> words, int number) {
        return number < words.size() ? words.get(number) : null;
    }

    private static String joined(int[] numbers, IntFunction<String> text) {
        return Arrays.stream(numbers).mapToObj(text).filter(Objects::nonNull).collect(Collectors.joining(", "));
    }

    /** What is covered of a kind; a derived kind is covered as the one that it derives from. */
    public CoveredDays covered(RecordKind kind) {
        String source = DerivedRecords.sourceOf(kind.name());
        String name = source == null ? kind.name() : source;
        if (name.equals(Vocabulary.ACCOUNT)) {
            return CoveredDays.ALWAYS;
        }
        CoveredDays days = covered.get(name);
        return days == null ? CoveredDays.never("No source delivers " + name.replace('_', ' ') + " records.") : days;
    }

    /**
     * The day, since 1970-01-01, before which there was nothing to know: that of the sign-up or of the first contract period, the earlier one;
     * without both, that of the first record; without any, {@link Integer#MIN_VALUE}: then nothing shows that there was nothing.
     */
    public int firstDay() {
        return firstDay;
    }

    /** Whether there is a day of sign-up or a contract period; without, any record may change the {@link #firstDay}. */
    public boolean hasBeginning() {
        return hasBeginning;
    }
}
