package io.tidewatch.rule.message;

import io.tidewatch.metric.history.AccountRecord;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Something good that the customer agrees has happened, for texts that a customer reads: an outcome that was reached and
 * confirmed, or a win that a colleague put on record.
 *
 * @param day the day on which it happened
 * @param sentence what it was, without a full stop; as people wrote it
 */
public record Win(LocalDate day, String sentence) {
    /** The metric that says when the last review was held. */
    public static final String REVIEW_METRIC = "days-since-review";

    /** The kinds of record that wins come from. */
    public static final Set<String> KINDS = Set.of("account_update", "milestone");

    /** A text with more of them is a report. */
    private static final int MOST = 5;

    /** How far back wins reach while no review is known, which is a quarter. */
    private static final int DAYS_WITHOUT_REVIEW = 90;

    /** The plans whose milestones are outcomes for the customer; those of the others are work on the way there. */
    private static final Set<String> OUTCOMES = Set.of("VALUE", "OBJECTIVE");

    /**
     * The wins since the last review, the newest first, five at most. A win on the day of the review counts: it may have come after it.
     *
     * @param records records of an account, of any kinds
     * @param review the day of the last review that was held; null when there was none or that is not known, which stands for 90 days ago
     * @param today the business day; what lies ahead has not happened
     */
    public static List<Win> since(LocalDate review, List<AccountRecord> records, LocalDate today) {
        LocalDate first = review == null ? today.minusDays(DAYS_WITHOUT_REVIEW) : review;
        return records.stream()
                .flatMap(record -> Stream.ofNullable(win(record, today)))
                .filter(win -> !win.day().isBefore(first) && !win.day().isAfter(today))
                .sorted(Comparator.comparing(Win::day).reversed().thenComparing(Win::sentence))
                .distinct()
                .limit(MOST)
                .toList();
    }

    /** Null when the record is none, or its day or its words are missing. */
    private static Win win(AccountRecord record, LocalDate today) {
        return switch (record.kind()) {
            case "account_update" ->
                "WIN".equals(text(record, "category")) ? win(record, "happenedOn", text(record, "headline")) : null;
            case "milestone" -> isConfirmedOutcome(record) ? win(record, "reachedOn", outcome(record, today)) : null;
            default -> null;
        };
    }

    private static Win win(AccountRecord record, String time, String sentence) {
        return record.fields().get(time) instanceof LocalDate day && sentence != null && !sentence.isBlank()
                ? new Win(day, sentence.strip())
                : null;
    }

    private static boolean isConfirmedOutcome(AccountRecord record) {
        return OUTCOMES.contains(Objects.requireNonNullElse(text(record, "plan"), ""))
                && (Boolean.TRUE.equals(record.fields().get("confirmed"))
                        || record.fields().containsKey("confirmedByCustomer"));
    }

    /** Such as {@code Reporting time: 12 hours a week (before 40)}. */
    private static String outcome(AccountRecord record, LocalDate today) {
        String name = text(record, "name");
        String value = isPast(record, "measuredOn", today) ? number(record, "realizedValue") : null;
        if (name == null || value == null) {
            return name;
        }
        String unit = text(record, "valueUnit");
        String before = number(record, "baseline");
        return name + ": " + value + (unit == null ? "" : " " + unit)
                + (before == null ? "" : " (before " + before + ")");
    }

    private static boolean isPast(AccountRecord record, String field, LocalDate today) {
        return record.fields().get(field) instanceof LocalDate day && !day.isAfter(today);
    }

    private static String text(AccountRecord record, String field) {
        return record.fields().get(field) instanceof String text ? text : null;
    }

    private static String number(AccountRecord record, String field) {
        return record.fields().get(field) instanceof Number number
                ? new BigDecimal(number.toString()).stripTrailingZeros().toPlainString()
                : null;
    }
}
