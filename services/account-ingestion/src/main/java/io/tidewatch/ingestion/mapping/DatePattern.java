package io.tidewatch.ingestion.mapping;

import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.util.Locale;

/** How the patterns of mappings are understood. */
public final class DatePattern {

    private DatePattern() {}

    /**
     * A reader of dates or times: strict (no 31 February), and without need of an era.
     *
     * @throws IllegalArgumentException when it is no pattern
     */
    public static DateTimeFormatter of(String pattern) {
        return new DateTimeFormatterBuilder()
                .appendPattern(pattern.replace("yyyy", "uuuu"))
                .toFormatter(Locale.ROOT)
                .withResolverStyle(ResolverStyle.STRICT);
    }
}
