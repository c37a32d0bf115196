package io.tidewatch.ingestion.metric;

import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.tidewatch.access.Roles;
import io.tidewatch.ingestion.api.MetricsApi;
import io.tidewatch.ingestion.api.model.Amount;
import io.tidewatch.ingestion.api.model.CatalogueFiles;
import io.tidewatch.ingestion.api.model.CatalogueState;
import io.tidewatch.ingestion.api.model.GroupValue;
import io.tidewatch.ingestion.api.model.LeftOut;
import io.tidewatch.ingestion.api.model.MetricUse;
import io.tidewatch.ingestion.api.model.MetricUseList;
import io.tidewatch.ingestion.api.model.MetricsAnswer;
import io.tidewatch.ingestion.api.model.MetricsQuery;
import io.tidewatch.ingestion.record.MailAddress;
import io.tidewatch.problem.ProblemException;
import io.tidewatch.problem.RequestProblem;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.core.Response;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.eclipse.microprofile.faulttolerance.exceptions.BulkheadException;

/** Metrics and their catalogues over HTTP. */
public class MetricResource implements MetricsApi {

    private final CatalogueStore catalogues;
    private final PortfolioMetrics portfolio;
    private final MetricUses uses;
    private final SecurityIdentity caller;

    public MetricResource(
            CatalogueStore catalogues, PortfolioMetrics portfolio, MetricUses uses, SecurityIdentity caller) {
        this.catalogues = catalogues;
        this.portfolio = portfolio;
        this.uses = uses;
        this.caller = caller;
    }

    @Override
    @RolesAllowed({Roles.ANALYST, Roles.ADMIN, Roles.SERVICE})
    public Uni<Response> getCatalogue(String hash) {
        return catalogues.progress(hash).map(MetricResource::state);
    }

    @Override
    @RolesAllowed(Roles.SERVICE)
    public Uni<Response> putCatalogue(String hash, CatalogueFiles body) {
        return catalogues.handOver(hash, body.getFiles()).map(MetricResource::state);
    }

    @Override
    @RolesAllowed({Roles.CSM, Roles.CS_LEADER, Roles.SALES, Roles.EXECUTIVE, Roles.ANALYST, Roles.ADMIN, Roles.SERVICE})
    public Uni<Response> queryMetrics(MetricsQuery query) {
        Set<String> roles = caller.getRoles();
        MetricQuestion question = question(query);
        return portfolio
                .ask(question)
                .invoke(answer -> uses.count(new TreeSet<>(query.getMetrics()), roles))
                .onFailure(BulkheadException.class)
                .transform(MetricResource::busy)
                .map(answer -> Response.ok(new MetricsAnswer()
                                .catalogueHash(answer.catalogueHash())
                                .next(answer.next())
                                .items(answer.figures().stream()
                                        .map(MetricResource::item)
                                        .toList()))
                        .build());
    }

    @Override
    @RolesAllowed({Roles.CS_LEADER, Roles.ANALYST, Roles.ADMIN})
    public Uni<Response> getMetricUse(LocalDate from, LocalDate through) {
        if (from.isAfter(through)) {
            throw new ProblemException(MetricProblem.DAYS_REVERSED, "\"from\" must not be after \"through\".");
        }
        return uses.between(from, through).map(found -> Response.ok(new MetricUseList()
                        .items(found.stream().map(MetricResource::use).toList()))
                .build());
    }

    private static MetricUse use(MetricUses.Use use) {
        return new MetricUse()
                .metric(use.metric())
                .role(use.role())
                .times(use.times())
                .lastDay(use.lastDay());
    }

    private static MetricQuestion question(MetricsQuery query) {
        AskedDays days =
                AskedDays.of(query.getAsOf(), query.getFrom(), query.getAsOfDays(), query.getAsOfByAccount());
        List<String> groupBy = query.getGroupBy() == null
                ? List.of()
                : query.getGroupBy().stream().distinct().toList();
        Set<String> accounts =
                query.getAccountIds() == null ? Set.of() : new TreeSet<>(query.getAccountIds());
        boolean ownDays = !days.byAccount().isEmpty();
        if (ownDays
                && (!List.of(Grouping.ACCOUNT).containsAll(groupBy)
                        || !accounts.isEmpty()
                        || query.getAfter() != null
                        || query.getLimit() != null)) {
            throw new ProblemException(
                    RequestProblem.INVALID_REQUEST,
                    "\"asOfByAccount\" names the accounts and gives each its own figures: leave out \"accountIds\","
                            + " \"after\", \"limit\" and every grouping but ACCOUNT.");
        }
        return new MetricQuestion(
                query.getMetrics(),
                days,
                query.getKnownAt(),
                query.getCatalogueHash(),
                ownDays ? List.of(Grouping.ACCOUNT) : groupBy,
                Boolean.TRUE.equals(query.getSeparately()),
                ownDays ? days.byAccount().keySet() : accounts,
                where(query.getWhere()),
                query.getAfter(),
                query.getLimit());
    }

    private static Map<String, String> where(Map<String, String> groups) {
        Map<String, String> where = new TreeMap<>(groups == null ? Map.of() : groups);
        where.computeIfPresent(Grouping.CSM, (word, address) -> MailAddress.canonical(address));
        return where;
    }

    private static ProblemException busy(Throwable full) {
        return new ProblemException(
                MetricProblem.TOO_MANY_QUERIES,
                "Other queries for the portfolio are still running. Try again in a few seconds.",
                List.of(),
                Map.of("Retry-After", "5"));
    }

    private static Response state(CatalogueStore.Progress progress) {
        return Response.ok(new CatalogueState()
                        .hash(progress.hash())
                        .state(progress.state())
                        .accountsDone(progress.done())
                        .accountsTotal(progress.total())
                        .accountsPerSecond(progress.rate())
                        .secondsLeft(progress.secondsLeft()))
                .build();
    }

    private static GroupValue item(GroupFigure figure) {
        return new GroupValue()
                .group(figure.group())
                .metric(figure.definition().id())
                .definitionHash(figure.definition().definitionHash())
                .state(figure.state().name())
                .reason(figure.reason())
                .value(DetailTexts.number(figure.value()))
                .numerator(DetailTexts.number(figure.numerator()))
                .denominator(DetailTexts.number(figure.denominator()))
                .currency(figure.currency())
                .asOf(figure.asOf())
                .from(figure.from())
                .accounts(figure.accounts())
                .accountsUnknown(figure.accountsUnknown())
                .leftOut(figure.leftOut().stream().map(MetricResource::leftOut).toList());
    }

    private static LeftOut leftOut(GroupFigure.LeftOut leftOut) {
        return new LeftOut()
                .reason(leftOut.reason())
                .accounts(leftOut.accounts())
                .revenue(leftOut.revenue().entrySet().stream()
                        .map(amount -> new Amount()
                                .currency(amount.getKey())
                                .minor(amount.getValue().longValueExact()))
                        .toList());
    }
}
