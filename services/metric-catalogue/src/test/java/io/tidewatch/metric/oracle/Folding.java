package io.tidewatch.metric.oracle;

import static io.tidewatch.metric.oracle.Value.None.ABSENT;
import static io.tidewatch.metric.oracle.Value.None.UNKNOWN;

import io.tidewatch.metric.language.AggregateFunction;
import io.tidewatch.metric.language.MeasureSyntax.Aggregate;
import io.tidewatch.metric.oracle.Aggregates.Item;
import io.tidewatch.metric.oracle.Aggregates.Items;
import io.tidewatch.metric.oracle.Value.Money;
import io.tidewatch.metric.oracle.Value.Num;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Makes one value of several. */
final class Folding {
    private Folding() {}

    /**
     * The value of an aggregate.
     *
     * @param money whether the values are amounts
     */
    static Value fold(Aggregate aggregate, Items items, boolean money, Exchange exchange) {
        if (items.none() != null) {
            return items.none();
        }
        if (aggregate.function() == AggregateFunction.FIRST) {
            return first(items.items(), aggregate.number());
        }
        List<Value> all = items.items().stream().map(Item::value).toList();
        if (aggregate.function() == AggregateFunction.LAST) {
            return all.isEmpty() ? ABSENT : chosen(all.getLast());
        }
        List<Value> values = exchange.settled(all);
        if (values == null) {
            return UNKNOWN;
        }
        return switch (aggregate.function()) {
            case COUNT -> Value.of(values.size());
            case SUM -> values.isEmpty() && money ? new Money(BigDecimal.ZERO, null) : sum(values);
            case DISTINCT ->
                Value.of(values.stream()
                        .flatMap(Folding::parts)
                        .map(Folding::comparable)
                        .distinct()
                        .count());
            case MEAN -> mean(values);
            case MEDIAN -> percentile(values, 50);
            case STREAK -> streak(values);
            case SLOPE -> slope(values);
            case VARIATION -> variation(values);
            case FIRST, LAST -> throw new IllegalStateException("One record alone has the value");
        };
    }

    /** Of several words or references, each one. */
    private static Stream<Value> parts(Value value) {
        return value instanceof Value.Texts(List<String> texts)
                ? texts.stream().map(Value.Text::new)
                : Stream.of(value);
    }

    /** 1 and 1.0 are one number. */
    private static Value comparable(Value value) {
        return value instanceof Num(BigDecimal number) ? new Num(number.stripTrailingZeros()) : value;
    }

    /** The sum of amounts of one currency, or of numbers; of nothing it is 0, without a currency. */
    static Value sum(List<Value> values) {
        BigDecimal sum = BigDecimal.ZERO;
        for (Value value : values) {
            sum = sum.add(value.number());
        }
        return isMoney(values) ? new Money(sum, Formulas.currency(values)) : new Num(sum);
    }

    /** A 0 among amounts can be a plain number. */
    private static boolean isMoney(List<Value> values) {
        return values.stream().anyMatch(Money.class::isInstance);
    }

    static Value mean(List<Value> values) {
        return values.isEmpty() ? ABSENT : over(sum(values), values.size());
    }

    private static Value over(Value sum, int number) {
        return switch (sum) {
            case Money(BigDecimal minor, String currency) ->
                new Money(minor.divide(BigDecimal.valueOf(number), Value.PRECISE), currency);
            case Num(BigDecimal total) -> new Num(total.divide(BigDecimal.valueOf(number), Value.PRECISE));
            default -> sum;
        };
    }

    /** By linear interpolation between closest ranks. */
    static Value percentile(List<Value> values, int percent) {
        if (values.isEmpty()) {
            return ABSENT;
        }
        List<Value> sorted = new ArrayList<>(values);
        sorted.sort(Formulas::order);
        int hundredths = (values.size() - 1) * percent;
        BigDecimal low = sorted.get(hundredths / 100).number();
        BigDecimal high =
                sorted.get(Math.min(hundredths / 100 + 1, values.size() - 1)).number();
        BigDecimal part = BigDecimal.valueOf(hundredths % 100, 2);
        BigDecimal result = low.add(high.subtract(low).multiply(part));
        return isMoney(values) ? new Money(result, Formulas.currency(values)) : new Num(result);
    }

    private static Value first(List<Item> items, int number) {
        Set<LocalDate> days = new HashSet<>();
        for (Item item : items) {
            if (!item.day().hasNone()) {
                days.add(item.day().day());
            }
            if (number == 1 || days.size() == number) {
                return chosen(item.value());
            }
        }
        return ABSENT;
    }

    /** The record that is taken must say it; the others need not. */
    private static Value chosen(Value value) {
        return value.hasNone() ? UNKNOWN : value;
    }

    private static Value streak(List<Value> values) {
        int streak = 0;
        for (Value value : values) {
            streak = value.isTrue() ? streak + 1 : 0;
        }
        return values.isEmpty() ? ABSENT : Value.of(streak);
    }

    private static Value slope(List<Value> values) {
        int number = values.size();
        if (number < 2) {
            return ABSENT;
        }
        BigDecimal sumX = BigDecimal.ZERO;
        BigDecimal sumY = BigDecimal.ZERO;
        BigDecimal sumXy = BigDecimal.ZERO;
        BigDecimal sumXx = BigDecimal.ZERO;
        for (int at = 0; at < number; at++) {
            BigDecimal x = BigDecimal.valueOf(at);
            BigDecimal y = values.get(at).number();
            sumX = sumX.add(x);
            sumY = sumY.add(y);
            sumXy = sumXy.add(x.multiply(y));
            sumXx = sumXx.add(x.multiply(x));
        }
        BigDecimal n = BigDecimal.valueOf(number);
        BigDecimal slope = n.multiply(sumXy)
                .subtract(sumX.multiply(sumY))
                .divide(n.multiply(sumXx).subtract(sumX.multiply(sumX)), Value.PRECISE);
        return isMoney(values) ? new Money(slope, Formulas.currency(values)) : new Num(slope);
    }

    private static Value variation(List<Value> values) {
        Value mean = mean(values);
        if (mean.hasNone() || mean.number().signum() == 0) {
            return ABSENT;
        }
        BigDecimal squares = BigDecimal.ZERO;
        for (Value value : values) {
            BigDecimal off = value.number().subtract(mean.number());
            squares = squares.add(off.multiply(off));
        }
        BigDecimal deviation =
                squares.divide(BigDecimal.valueOf(values.size()), Value.PRECISE).sqrt(Value.PRECISE);
        return new Num(deviation.divide(mean.number(), Value.PRECISE));
    }
}
