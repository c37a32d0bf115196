package io.tidewatch.reporting.page;

import io.tidewatch.money.Money;
import io.tidewatch.reporting.retention.Figure;
import io.tidewatch.reporting.retention.MoneyFigure;
import io.tidewatch.reporting.retention.PercentFigure;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.stream.Collectors;

/** How figures, days and times are written for people. Unknown is a word, never a number. */
final class Wording {

    static final String UNKNOWN = "unknown";

    private static final int USUAL_DECIMALS = 2;
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMM uuuu", Locale.ENGLISH);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("d MMM uuuu, HH:mm 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private Wording() {}

    static String text(Figure figure) {
        return switch (figure) {
            case PercentFigure percent -> percent(percent);
            case MoneyFigure money -> money(money);
        };
    }

    /** The exact value for machines that read the page; empty when there is no single one. */
    static String exact(Figure figure) {
        return figure.value().map(BigDecimal::toPlainString).orElse("");
    }

    /** On one line. */
    static String money(String currency, long minor) {
        return Money.ofMinor(minor, currency).toString().replace(' ', '\u00a0');
    }

    static String day(LocalDate day) {
        return DAY.format(day);
    }

    static String day(Instant instant) {
        return DAY.format(instant.atOffset(ZoneOffset.UTC));
    }

    static String time(Instant instant) {
        return TIME.format(instant);
    }

    static String count(long number, String one, String many) {
        return number + " " + (number == 1 ? one : many);
    }

    private static String money(MoneyFigure money) {
        if (!money.known()) {
            return UNKNOWN;
        }
        return money.amounts().isEmpty()
                ? "0"
                : money.amounts().entrySet().stream()
                        .map(amount -> money(amount.getKey(), amount.getValue()))
                        .collect(Collectors.joining(" + "));
    }

    private static String percent(PercentFigure figure) {
        if (!figure.known()) {
            return UNKNOWN;
        }
        return figure.byCurrency().isEmpty()
                ? percent(figure.percent())
                : figure.byCurrency().entrySet().stream()
                        .map(part -> part.getKey() + "\u00a0"
                                + (part.getValue().known()
                                        ? percent(part.getValue().percent())
                                        : UNKNOWN))
                        .collect(Collectors.joining(", "));
    }

    private static String percent(BigDecimal percent) {
        // Cut, not rounded: 99.999 is not shown as 100, nor 19.999 as 20.
        return percent.setScale(USUAL_DECIMALS, RoundingMode.DOWN).toPlainString() + "\u00a0%";
    }
}
