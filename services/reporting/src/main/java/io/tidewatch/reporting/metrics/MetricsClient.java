package io.tidewatch.reporting.metrics;

import io.quarkus.rest.client.reactive.QuarkusRestClientBuilder;
import io.smallrye.mutiny.Uni;
import io.tidewatch.access.ServiceToken;
import io.tidewatch.money.Money;
import io.tidewatch.reporting.client.ingestion.MetricsApi;
import io.tidewatch.reporting.client.ingestion.model.Amount;
import io.tidewatch.reporting.client.ingestion.model.GroupValue;
import io.tidewatch.reporting.client.ingestion.model.MetricsAnswer;
import io.tidewatch.reporting.client.ingestion.model.MetricsQuery;
import io.tidewatch.reporting.portfolio.ActiveDefinitions;
import io.tidewatch.reporting.portfolio.PeersConfig;
import io.tidewatch.reporting.portfolio.Selection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.WebApplicationException;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.client.spi.ResteasyReactiveClientRequestContext;
import org.jboss.resteasy.reactive.client.spi.ResteasyReactiveClientRequestFilter;

/** Asks account-ingestion for the figures of a selection. It never fails: without an answer it names what is missing. */
@ApplicationScoped
public class MetricsClient {

    private static final Logger LOG = Logger.getLogger(MetricsClient.class);
    private static final Map<String, Metric> BY_ID =
            Arrays.stream(Metric.values()).collect(Collectors.toMap(Metric::id, Function.identity()));
    private static final String NO_ACCOUNT = "-";
    private static final int UNPROCESSABLE = 422;
    private static final List<String> ASKED =
            Arrays.stream(Metric.values()).map(Metric::id).toList();

    private final MetricsApi api;
    private final MetricsConfig config;

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
     * The active definitions, by metric id; empty when account-ingestion does not answer.
     *
     * @param asOf any day
     */
    public Uni<Map<String, String>> activeDefinitions(LocalDate asOf) {
        // Of no account: nothing is computed, and the answer names the definitions of the catalogue that is active.
        MetricsQuery query =
                new MetricsQuery(ActiveDefinitions.METRICS).asOf(asOf).accountIds(List.of(NO_ACCOUNT));
        return limited(api.queryMetrics(query))
                .map(answer -> answer.getItems().stream()
                        .filter(item -> item.getDefinitionHash() != null)
                        .collect(Collectors.toMap(
                                GroupValue::getMetric, GroupValue::getDefinitionHash, (first, second) -> first)))
                .onFailure()
                .recoverWithItem(failure -> {
                    LOG.warnf("Could not ask account-ingestion for the active definitions: %s", failure);
                    return Map.of();
                });
    }

    /**
     * The figures of the selection, for all its accounts and by segment and CSM.
     *
     * @param asOf the later day, and the day of states
     * @param from the earlier day
     */
    public Uni<PortfolioMetrics> ask(LocalDate asOf, LocalDate from, Selection selection) {
        MetricsQuery query = query(asOf, from, selection);
        MetricsQuery withGroups = query(asOf, from, selection)
                .groupBy(List.of(Dimension.SEGMENT.name(), Dimension.CSM.name()))
                .separately(true);
        return limited(api.queryMetrics(withGroups))
                // With more groups than an answer may have, the headline still stands.
                .onFailure(MetricsClient::isTooLarge)
                .recoverWithUni(() -> limited(api.queryMetrics(query)))
                .map(answer -> PortfolioMetrics.of(values(answer)))
                .onFailure()
                .recoverWithItem(failure -> {
                    LOG.warnf("Could not ask account-ingestion for figures: %s", failure);
                    return PortfolioMetrics.missing(reason(failure));
                });
    }

    private static MetricsQuery query(LocalDate asOf, LocalDate from, Selection selection) {
        Map<String, String> where = new HashMap<>();
        where.put(Dimension.SEGMENT.name(), selection.segment());
        where.put(Dimension.CSM.name(), selection.csm());
        where.values().removeIf(Objects::isNull);
        return new MetricsQuery(ASKED).asOf(asOf).from(from).where(where);
    }

    private static boolean isTooLarge(Throwable failure) {
        return failure instanceof WebApplicationException refused
                && refused.getResponse().getStatus() == UNPROCESSABLE;
    }

    private <T> Uni<T> limited(Uni<T> answer) {
        return answer.ifNoItem().after(config.timeout()).fail();
    }

    private static List<PortfolioMetrics.Value> values(MetricsAnswer answer) {
        return answer.getItems().stream()
                .filter(item -> BY_ID.containsKey(item.getMetric()))
                .map(MetricsClient::value)
                .toList();
    }

    private static PortfolioMetrics.Value value(GroupValue item) {
        Map<String, String> groups = Optional.ofNullable(item.getGroup()).orElse(Map.of());
        Dimension dimension = groups.containsKey(Dimension.SEGMENT.name())
                ? Dimension.SEGMENT
                : groups.containsKey(Dimension.CSM.name()) ? Dimension.CSM : Dimension.ALL;
        String group = Optional.ofNullable(groups.get(dimension.name())).orElse("");
        boolean known = "KNOWN".equals(item.getState()) && item.getValue() != null;
        return new PortfolioMetrics.Value(
                new PortfolioMetrics.Key(BY_ID.get(item.getMetric()), dimension, group),
                known ? new BigDecimal(item.getValue()) : null,
                number(item.getNumerator()),
                number(item.getDenominator()),
                currency(item.getCurrency()),
                item.getDefinitionHash(),
                known ? null : Optional.ofNullable(item.getReason()).orElse("account-ingestion did not give a reason."),
                leftOut(item));
    }

    private static List<LeftOut> leftOut(GroupValue item) {
        return Optional.ofNullable(item.getLeftOut()).orElse(List.of()).stream()
                .map(part -> LeftOut.of(
                        part.getReason(),
                        part.getAccounts(),
                        part.getRevenue().stream()
                                .collect(Collectors.toMap(
                                        amount -> currency(amount.getCurrency()), Amount::getMinor, Math::addExact))))
                .toList();
    }

    /** Of ISO 4217, or null; anything else makes the answer unreadable. */
    private static String currency(String code) {
        return code == null ? null : Money.ofMinor(0, code).currency();
    }

    private static BigDecimal number(String text) {
        return text == null ? null : new BigDecimal(text);
    }

    private String reason(Throwable failure) {
        if (isTimeout(failure)) {
            return "account-ingestion did not answer within " + config.timeout().toSeconds() + " seconds.";
        }
        return switch (failure) {
            case WebApplicationException refused ->
                "account-ingestion answered with status "
                        + refused.getResponse().getStatus() + ".";
            case IllegalArgumentException unreadable -> "The answer of account-ingestion could not be read.";
            case ArithmeticException unreadable -> "The answer of account-ingestion could not be read.";
            default -> "account-ingestion could not be reached.";
        };
    }

    private static boolean isTimeout(Throwable failure) {
        return failure != null
                && (failure instanceof TimeoutException
                        || failure instanceof io.smallrye.mutiny.TimeoutException
                        || isTimeout(failure.getCause()));
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
