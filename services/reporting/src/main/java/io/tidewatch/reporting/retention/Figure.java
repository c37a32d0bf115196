package io.tidewatch.reporting.retention;

import io.tidewatch.reporting.metrics.LeftOut;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/**
 * A figure that is known or says why it is not. It is never 0 because something is unknown, and it names what it leaves out.
 */
public sealed interface Figure permits PercentFigure, MoneyFigure {

    /** Whether there is a value. */
    boolean known();

    /** The exact value: percent or minor units, of the one currency; empty when unknown or in several currencies. */
    Optional<BigDecimal> value();

    /** Hash of the metric definition it was computed with; null when there is none to name. */
    String definitionHash();

    /** Why it is unknown; null when known. */
    String reason();

    /** The accounts that it does not include, by reason; empty when it includes all. */
    List<LeftOut> leftOut();
}
