package io.tidewatch.metric;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/** The one place where an age is computed. Days are UTC calendar dates. */
public final class DayCount {
    private DayCount() {}

    /** Days from {@code anchor} to {@code asOf}: 0 on the same day, negative when the anchor lies after it. */
    public static long between(LocalDate anchor, LocalDate asOf) {
        return ChronoUnit.DAYS.between(anchor, asOf);
    }

    /** The UTC calendar date of an instant. */
    public static LocalDate dayOf(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC).toLocalDate();
    }
}
