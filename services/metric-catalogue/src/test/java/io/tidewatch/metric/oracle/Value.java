package io.tidewatch.metric.oracle;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

/** What an expression of the metric language has as its value. */
sealed interface Value {
    MathContext PRECISE = MathContext.DECIMAL128;

    /** Without a value. */
    enum None implements Value {
        /** The data cover what is asked, and there is none. */
        ABSENT,
        /** The data do not cover what is asked. */
        UNKNOWN
    }

    record Num(BigDecimal number) implements Value {}

    /** {@code currency} is null for the amount of no records, which goes with every currency. */
    record Money(BigDecimal minor, String currency) implements Value {}

    record Bool(boolean holds) implements Value {}

    /** A text, a word or the id of a record. */
    record Text(String text) implements Value {}

    record Texts(List<String> texts) implements Value {}

    record Day(LocalDate day) implements Value {}

    record Moment(Instant at) implements Value {}

    static Num of(long number) {
        return new Num(BigDecimal.valueOf(number));
    }

    static Bool of(boolean holds) {
        return new Bool(holds);
    }

    default boolean isAbsent() {
        return this == None.ABSENT;
    }

    default boolean isUnknown() {
        return this == None.UNKNOWN;
    }

    default boolean hasNone() {
        return this instanceof None;
    }

    /** In the formula of a group, a measure that is a condition is a number of accounts: above 0 it is true. */
    default boolean isTrue() {
        return this instanceof Bool(boolean holds) && holds
                || this instanceof Num(BigDecimal number) && number.signum() > 0;
    }

    default boolean isFalse() {
        return this instanceof Bool(boolean holds) && !holds
                || this instanceof Num(BigDecimal number) && number.signum() <= 0;
    }

    /** The number of a number, an amount, or a condition. */
    default BigDecimal number() {
        return switch (this) {
            case Num(BigDecimal number) -> number;
            case Money(BigDecimal minor, String currency) -> minor;
            case Bool(boolean holds) -> holds ? BigDecimal.ONE : BigDecimal.ZERO;
            default -> throw new IllegalStateException("Not a number: " + this);
        };
    }

    /** The UTC day of a day or a moment. */
    default LocalDate day() {
        return switch (this) {
            case Day(LocalDate day) -> day;
            case Moment(Instant at) -> at.atOffset(ZoneOffset.UTC).toLocalDate();
            default -> throw new IllegalStateException("Not a day: " + this);
        };
    }

    /** A moment; of a day its first one. */
    default Instant moment() {
        return this instanceof Moment(Instant at)
                ? at
                : day().atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    /** Unknown if one is unknown, else absent if one is absent, else null. */
    static Value none(Value... values) {
        return none(List.of(values));
    }

    static Value none(List<Value> values) {
        if (values.contains(None.UNKNOWN)) {
            return None.UNKNOWN;
        }
        return values.contains(None.ABSENT) ? None.ABSENT : null;
    }

    /** A value as {@link io.tidewatch.metric.history.AccountRecord} has it. */
    static Value plain(Object value) {
        return switch (value) {
            case null -> None.ABSENT;
            case String text -> new Text(text);
            case List<?> texts ->
                new Texts(texts.stream().map(String.class::cast).toList());
            case Boolean holds -> of(holds);
            case Long number -> of(number);
            case BigDecimal number -> new Num(number);
            case io.tidewatch.metric.history.AccountRecord.Amount amount ->
                new Money(BigDecimal.valueOf(amount.minor()), amount.currency());
            case LocalDate day -> new Day(day);
            case Instant at -> new Moment(at);
            default -> throw new IllegalArgumentException("Not a value of a record: " + value);
        };
    }
}
