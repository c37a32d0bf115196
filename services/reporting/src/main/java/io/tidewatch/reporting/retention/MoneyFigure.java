package io.tidewatch.reporting.retention;

import io.tidewatch.reporting.metrics.LeftOut;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An amount of money, per currency: amounts of several currencies are never added up.
 *
 * @param known          whether it is known; an amount that leaves accounts out says so
 * @param amounts        minor units by currency; empty when unknown, or when nothing is there to have an amount
 * @param definitionHash of the metric; null when there is none to name
 * @param reason         why it is unknown; null when known
 * @param leftOut        the accounts that it does not include
 */
public record MoneyFigure(
        boolean known, SortedMap<String, Long> amounts, String definitionHash, String reason, List<LeftOut> leftOut)
        implements Figure {

    public MoneyFigure {
        amounts = Collections.unmodifiableSortedMap(new TreeMap<>(amounts));
        leftOut = List.copyOf(leftOut);
    }

    /** Not known, for this reason. */
    public static MoneyFigure unknown(String reason) {
        return unknown(reason, List.of());
    }

    /** Not known, for this reason, with the accounts that are not included. */
    static MoneyFigure unknown(String reason, List<LeftOut> leftOut) {
        return new MoneyFigure(false, new TreeMap<>(), null, reason, leftOut);
    }

    /** Known amounts by currency. */
    public static MoneyFigure of(Map<String, Long> amounts, String definitionHash, List<LeftOut> leftOut) {
        return new MoneyFigure(true, new TreeMap<>(amounts), definitionHash, null, leftOut);
    }

    @Override
    public Optional<BigDecimal> value() {
        if (!known || amounts.size() > 1) {
            return Optional.empty();
        }
        return Optional.of(
                amounts.values().stream().findFirst().map(BigDecimal::valueOf).orElse(BigDecimal.ZERO));
    }

    /** The one currency; empty when there are several, or none because nothing has an amount. */
    public Optional<String> currency() {
        return amounts.size() == 1 ? Optional.of(amounts.firstKey()) : Optional.empty();
    }

    /** The amount in a currency, 0 when nothing of it is in. */
    public long minor(String currency) {
        return amounts.getOrDefault(currency, 0L);
    }
}
