package io.tidewatch.rule.playbook;

import java.time.Duration;

/**
 * A time that a playbook allows: elapsed time, or business days of the account's calendar.
 *
 * @param elapsed null for business days
 * @param businessDays 0 for elapsed time
 */
public record Span(Duration elapsed, int businessDays) {
    private static final String BUSINESS_DAYS = "bd";

    /** A time as playbooks write it: {@code 24h}, {@code 7d}, {@code 2bd}. */
    public static Span of(String text) {
        return text.endsWith(BUSINESS_DAYS)
                ? new Span(null, Integer.parseInt(text.substring(0, text.length() - BUSINESS_DAYS.length())))
                : new Span(elapsed(text), 0);
    }

    /** Elapsed time as playbooks write it: {@code 24h}, {@code 7d}. */
    public static Duration elapsed(String text) {
        return Duration.parse((text.endsWith("h") ? "PT" : "P") + text);
    }

    /** Whether it counts business days. */
    public boolean inBusinessDays() {
        return elapsed == null;
    }

    /** Both together; of the same kind. */
    public Span plus(Span other) {
        if (inBusinessDays() != other.inBusinessDays()) {
            throw new IllegalArgumentException("Business days and elapsed time have no sum");
        }
        return inBusinessDays()
                ? new Span(null, businessDays + other.businessDays)
                : new Span(elapsed.plus(other.elapsed), 0);
    }

    /** How long it takes at least: a business day takes a day. */
    public Duration least() {
        return inBusinessDays() ? Duration.ofDays(businessDays) : elapsed;
    }

    /** As people say it: {@code 7 days}, {@code 36 hours}, {@code 2 business days}. */
    public String words() {
        return inBusinessDays() ? words(businessDays, "business day") : words(elapsed);
    }

    /** Whole days where it is whole days, else hours: {@code 7 days}, {@code 1 day}, {@code 36 hours}. */
    public static String words(Duration span) {
        return span.toHours() % 24 == 0 ? words(span.toDays(), "day") : words(span.toHours(), "hour");
    }

    private static String words(long number, String unit) {
        return number + " " + unit + (number == 1 ? "" : "s");
    }
}
