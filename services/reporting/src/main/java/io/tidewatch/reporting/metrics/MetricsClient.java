package io.tidewatch.reporting.metrics;

import io.quarkus.rest.client.reactive.QuarkusRestClientBuilder;
import io.smallrye.mutiny.Uni;
import io.tidewatch.access.ServiceToken;
import io.tidewatch.reporting.client.ingestion.MetricsApi;
import io.tidewatch.reporting.client.ingestion.model.GroupValue;
import io.tidewatch.reporting.client.ingestion.model.MetricsAnswer;
import io.tidewatch.reporting.client.ingestion.model.MetricsQuery;
import io.tidewatch.reporting.portfolio.PeersConfig;
import io.tidewatch.reporting.portfolio.Selection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.WebApplicationException;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.client.spi.ResteasyReactiveClientRequestContext;
import org.jboss.resteasy.reactive.client.spi.ResteasyReactiveClientRequestFilter;

/** Asks account-ingestion for the figures of a selection. It never fails: without an answer it says what is missing. */
@ApplicationScoped
public class MetricsClient {

    private static final Logger LOG = Logger.getLogger(MetricsClient.class);
    private static final Map<String, Metric> BY_ID =
            Arrays.stream(Metric.values()).collect(Collectors.toMap(Metric::id, Function.identity()));
    private static final List<String> ASKED =
            Arrays.stream(Metric.values()).map(Metric::id).toList();

    private final MetricsApi api;
    private final MetricsConfig config;

    /** For the container. */
    public MetricsClient(MetricsConfig config, PeersConfig peers, ServiceToken token) {
        this.config = config;
        this.api = QuarkusRestClientBuilder.newBuilder()
                .baseUri(peers.accountIngestion().url())
                .connectTimeout(config.timeout().toMillis(), TimeUnit.MILLISECONDS)
                .readTimeout(config.timeout().toMillis(), TimeUnit.MILLISECONDS)
                .register(new Bearer(token))
                .build(MetricsApi.class);
    }

    /**
     * The figures of the selection, for all its accounts and by segment and CSM.
     *
     * @param asOf the later day, and the day of states
     * @param from the earlier day
     */
    public Uni<PortfolioMetrics> ask(LocalDate asOf, LocalDate from, Selection selection) {
        return Uni.combine()
                .all()
                .unis(
                        ask(asOf, from, selection, Dimension.ALL),
                        ask(asOf, from, selection, Dimension.SEGMENT),
                        ask(asOf, from, selection, Dimension.CSM))
                .with((all, bySegment, byCsm) -> PortfolioMetrics.of(List.of(all, bySegment, byCsm).stream()
                        .flatMap(List::stream)
                        .toList()))
                .ifNoItem()
                .after(config.timeout())
                .fail()
                .onFailure()
                .recoverWithItem(failure -> {
                    LOG.warnf("account-ingestion could not be asked for figures: %s", failure);
                    return PortfolioMetrics.missing(reason(failure));
                });
    }

    private Uni<List<PortfolioMetrics.Value>> ask(
            LocalDate asOf, LocalDate from, Selection selection, Dimension dimension) {
        MetricsQuery query = new MetricsQuery(ASKED, asOf)
                .from(from)
                .segment(selection.segment())
                .csm(selection.csm())
                .groupBy(
                        switch (dimension) {
                            case ALL -> List.of();
                            case SEGMENT -> List.of(MetricsQuery.GroupByEnum.SEGMENT);
                            case CSM -> List.of(MetricsQuery.GroupByEnum.CSM);
                        });
        return api.queryMetrics(query).map(answer -> values(answer, dimension));
    }

    private static List<PortfolioMetrics.Value> values(MetricsAnswer answer, Dimension dimension) {
        return answer.getItems().stream()
                .filter(item -> BY_ID.containsKey(item.getMetric()))
                .map(item -> value(item, dimension))
                .toList();
    }

    private static PortfolioMetrics.Value value(GroupValue item, Dimension dimension) {
        // There is one grouping at most, so its value is the group, whatever the key is called.
        String group = Optional.ofNullable(item.getGroup()).orElse(Map.of()).values().stream()
                .findFirst()
                .orElse("");
        boolean known = "KNOWN".equals(item.getState()) && item.getValue() != null;
        return new PortfolioMetrics.Value(
                new PortfolioMetrics.Key(BY_ID.get(item.getMetric()), dimension, group == null ? "" : group),
                known ? new BigDecimal(item.getValue()) : null,
                number(item.getNumerator()),
                number(item.getDenominator()),
                item.getCurrency(),
                item.getDefinitionHash(),
                known ? null : Optional.ofNullable(item.getReason()).orElse("account-ingestion gave no reason"),
                item.getAccountsUnknown() == null ? 0 : item.getAccountsUnknown());
    }

    private static BigDecimal number(String text) {
        return text == null ? null : new BigDecimal(text);
    }

    private static String reason(Throwable failure) {
        return failure instanceof WebApplicationException refused
                ? "account-ingestion answered with status "
                        + refused.getResponse().getStatus()
                : "account-ingestion could not be reached";
    }

    /** Puts the service's own token on every request, without holding up the event loop. */
    private static final class Bearer implements ResteasyReactiveClientRequestFilter {

        private final ServiceToken token;

        Bearer(ServiceToken token) {
            this.token = token;
        }

        @Override
        public void filter(ResteasyReactiveClientRequestContext request) {
            request.suspend();
            token.bearer()
                    .subscribe()
                    .with(
                            bearer -> {
                                request.getHeaders().putSingle("Authorization", "Bearer " + bearer);
                                request.resume();
                            },
                            request::resume);
        }
    }
}
