package io.tidewatch.engine.portfolio;

import io.tidewatch.engine.client.ingestion.model.GroupValue;
import io.tidewatch.engine.fact.FactMapper;
import io.tidewatch.metric.catalogue.Catalogue;
import io.tidewatch.metric.catalogue.MetricDefinition;
import io.tidewatch.rule.compile.CompiledPortfolio;
import io.tidewatch.rule.threshold.AccountFacts;
import io.tidewatch.rule.threshold.MetricValue;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Makes facts of the figures that account-ingestion computed for all customers. A figure that is missing is unknown, never 0. */
final class PortfolioFacts {

    /** The detail that says how many customers a figure does not include. */
    static final String LEFT_OUT = "accountsLeftOut";

    private PortfolioFacts() {}

    /**
     * What rules may know of the portfolio. A figure counts only when it is one of today, by the definition that the catalogue has.
     *
     * @param metricIds the metrics that matter
     */
    static AccountFacts of(PortfolioState state, List<String> metricIds, Catalogue catalogue) {
        Map<String, MetricValue> values = new HashMap<>();
        for (String id : metricIds) {
            MetricDefinition metric = catalogue.metric(id).orElseThrow();
            List<GroupValue> figures = state.figures().stream()
                    .filter(figure -> id.equals(figure.getMetric())
                            && metric.definitionHash().equals(figure.getDefinitionHash()))
                    .toList();
            values.put(id, value(state, figures, metric));
        }
        return CompiledPortfolio.facts(values);
    }

    private static MetricValue value(PortfolioState state, List<GroupValue> figures, MetricDefinition metric) {
        if (!state.hasFiguresOfToday() || figures.isEmpty()) {
            return new MetricValue.Unknown("account-ingestion did not compute it for " + state.today() + " yet");
        }
        if (figures.size() > 1) {
            return new MetricValue.Unknown("the customers pay in several currencies that cannot be converted");
        }
        GroupValue figure = figures.getFirst();
        if (!"KNOWN".equals(figure.getState())) {
            return new MetricValue.Unknown(figure.getReason() == null ? "not known" : figure.getReason());
        }
        return FactMapper.known(
                metric,
                figure.getValue(),
                figure.getNumerator(),
                figure.getDenominator(),
                metric.windowDays(state.today()),
                state.today(),
                figure.getCurrency(),
                details(figure));
    }

    private static Map<String, Long> details(GroupValue figure) {
        Map<String, Long> details = new HashMap<>();
        details.put("accounts", figure.getAccounts());
        details.put(LEFT_OUT, figure.getAccountsUnknown());
        details.values().removeIf(Objects::isNull);
        return details;
    }
}
