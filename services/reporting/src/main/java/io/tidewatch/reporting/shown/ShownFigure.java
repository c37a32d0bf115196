package io.tidewatch.reporting.shown;

import io.tidewatch.reporting.retention.Figure;
import io.tidewatch.reporting.retention.MoneyFigure;
import io.tidewatch.reporting.retention.PercentFigure;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import java.math.BigDecimal;
import java.util.stream.Collectors;

/** One figure of a report as it was shown. */
@Embeddable
class ShownFigure {

    String name;
    String dimension;

    @Column(name = "group_key")
    String groupKey;

    String state;
    String value;
    String currency;

    @Column(name = "definition_hash")
    String definitionHash;

    ShownFigure() {}

    static ShownFigure of(String name, String dimension, String groupKey, Figure figure) {
        ShownFigure shown = new ShownFigure();
        shown.name = name;
        shown.dimension = dimension;
        shown.groupKey = groupKey;
        shown.state = figure.known() ? "KNOWN" : "UNKNOWN";
        shown.definitionHash = figure.definitionHash();
        if (figure instanceof MoneyFigure money && money.known()) {
            // Several currencies side by side, in the same order.
            shown.currency = String.join(",", money.amounts().keySet());
            shown.value = money.amounts().values().stream().map(String::valueOf).collect(Collectors.joining(","));
        } else if (figure instanceof PercentFigure percent
                && percent.known()
                && !percent.byCurrency().isEmpty()) {
            shown.currency = String.join(",", percent.byCurrency().keySet());
            shown.value = percent.byCurrency().values().stream()
                    .map(part -> part.known() ? part.percent().toPlainString() : "unknown")
                    .collect(Collectors.joining(","));
        } else {
            shown.value = figure.value().map(BigDecimal::toPlainString).orElse(null);
        }
        return shown;
    }

    /** Everything that makes it this figure, on one line. */
    String line() {
        return String.join("\t", name, dimension, groupKey, state, "" + value, "" + currency, "" + definitionHash);
    }
}
