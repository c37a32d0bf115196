package io.tidewatch.ingestion.metric;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.tidewatch.access.Roles;
import io.tidewatch.ingestion.api.MetricsApi;
import io.tidewatch.ingestion.api.model.CatalogueFiles;
import io.tidewatch.ingestion.api.model.CatalogueState;
import io.tidewatch.ingestion.api.model.GroupValue;
import io.tidewatch.ingestion.api.model.MetricSourceList;
import io.tidewatch.ingestion.api.model.MetricSources;
import io.tidewatch.ingestion.api.model.MetricUse;
import io.tidewatch.ingestion.api.model.MetricUseList;
import io.tidewatch.ingestion.api.model.MetricsAnswer;
import io.tidewatch.ingestion.api.model.MetricsQuery;
import io.tidewatch.ingestion.record.MailAddress;
import io.tidewatch.problem.ProblemException;
import io.tidewatch.problem.RequestProblem;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.eclipse.microprofile.faulttolerance.exceptions.BulkheadException;

/** Metrics and their catalogues over HTTP. */
public class MetricResource implements MetricsApi {

    private final CatalogueStore catalogues;
    private final PortfolioMetrics portfolio;
    private final SeparationQuestions separations;
    private final MetricUses uses;
    private final FeedingSources sources;
    private final SecurityIdentity caller;
    private final RoutingContext request;
    private final ObjectMapper json;

    public MetricResource(
            CatalogueStore catalogues,
            PortfolioMetrics portfolio,
            SeparationQuestions separations,
            MetricUses uses,
            FeedingSources sources,
            SecurityIdentity caller,
            RoutingContext request,
            ObjectMapper json) {
        this.catalogues = catalogues;
        this.portfolio = portfolio;
        this.separations = separations;
        this.uses = uses;
        this.sources = sources;
        this.caller = caller;
        this.request = request;
        this.json = json;
    }

    @Override
    @RolesAllowed({Roles.ANALYST, Roles.ADMIN, Roles.SERVICE})
    public Uni<Response> getCatalogue(String hash) {
        return catalogues.progress(hash).map(MetricResource::state);
    }

    @Override
    @RolesAllowed(Roles.SERVICE)
    public Uni<Response> putCatalogue(String hash, CatalogueFiles body) {
        List<String> judgedKinds = body.getJudgedKinds() == null
                ? List.of()
                : body.getJudgedKinds().stream().distinct().toList();
        return catalogues.handOver(hash, body.getFiles(), judgedKinds).map(MetricResource::state);
    }

    @Override
    @RolesAllowed({Roles.CSM, Roles.CS_LEADER, Roles.SALES, Roles.EXECUTIVE, Roles.ANALYST, Roles.ADMIN, Roles.SERVICE})
    public Uni<Response> queryMetrics(MetricsQuery query) {
        MetricQuestion question = question(query);
        return areLinesWanted() ? lines(question) : all(question);
    }

    private Uni<Response> all(MetricQuestion question) {
        List<GroupValue> items = new ArrayList<>();
        return ask(question, true, figures -> {
                    figures.forEach(figure -> items.add(FigureBodies.of(figure)));
                    return Uni.createFrom().voidItem();
                })
                .map(answer -> Response.ok(new MetricsAnswer()
                                .catalogueHash(answer.catalogueHash())
                                .next(answer.next())
                                .items(items))
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

    @Override
    @RolesAllowed({
        Roles.CSM,
        Roles.CS_LEADER,
        Roles.SALES,
        Roles.EXECUTIVE,
        Roles.ANALYST,
        Roles.ADMIN,
        Roles.INTEGRATION,
        Roles.SERVICE
    })
    public Uni<Response> getMetricSources() {
        return catalogues
                .demand(null)
                .chain(live -> sources.of(live.catalogue()))
                .map(found -> Response.ok(new MetricSourceList()
                                .items(found.stream()
                                        .map(feed -> new MetricSources()
                                                .metric(feed.metric())
                                                .sources(feed.sources())
                                                .missingKinds(feed.missingKinds())
                                                .unseenFeatures(feed.unseenFeatures()))
                                        .toList()))
                        .build());
    }

    @Override
    @RolesAllowed({Roles.CSM, Roles.CS_LEADER, Roles.SALES, Roles.EXECUTIVE, Roles.ANALYST, Roles.ADMIN, Roles.SERVICE})
    public Uni<Response> getMetricSeparation(
            String metric, LocalDate asOf, Integer months, Integer windowDays, String bound) {
        Set<String> roles = caller.getRoles();
        Double at = bound == null ? null : Double.valueOf(bound);
        return separations
                .ask(new SeparationQuestion(metric, asOf, months, windowDays, at))
                .invoke(answer -> uses.count(Set.of(metric), roles))
                .onFailure(BulkheadException.class)
                .transform(MetricResource::busy)
                .map(answer -> Response.ok(SeparationBodies.of(answer)).build());
    }

    private static MetricUse use(MetricUses.Use use) {
        return new MetricUse()
                .metric(use.metric())
                .role(use.role())
                .times(use.times())
                .lastDay(use.lastDay());
    }

    /** The answer is written while accounts are read; when it is complete, there is nothing left to respond. */
    private Uni<Response> lines(MetricQuestion question) {
        FigureLines lines = new FigureLines(request.response(), json);
        return ask(question, false, lines::write)
                .chain(answer -> lines.end(answer.catalogueHash(), answer.next()))
                .onFailure(failure -> lines.isBegun())
                .recoverWithUni(lines::fail)
                .chain(() -> Uni.createFrom().nothing());
    }

    private Uni<PortfolioMetrics.Answer> ask(
            MetricQuestion question, boolean bounded, Function<List<GroupFigure>, Uni<Void>> to) {
        Set<String> roles = caller.getRoles();
        Function<List<GroupFigure>, Uni<Void>> shown =
                question.compared() ? figures -> to.apply(FigureComparison.compared(figures, question.days())) : to;
        return portfolio
                .ask(question, bounded, shown)
                .invoke(answer -> uses.count(new TreeSet<>(question.metrics()), roles))
                .onFailure(BulkheadException.class)
                .transform(MetricResource::busy);
    }

    /** Lines are sent to those who ask for them and not for JSON. */
    private boolean areLinesWanted() {
        String accepted = Objects.requireNonNullElse(request.request().getHeader("Accept"), "");
        return accepted.contains(FigureLines.MEDIA_TYPE) && !accepted.contains(MediaType.APPLICATION_JSON);
    }

    private static MetricQuestion question(MetricsQuery query) {
        AskedDays days = days(query);
        List<String> groupBy = query.getGroupBy() == null
                ? List.of()
                : query.getGroupBy().stream().distinct().toList();
        Set<String> accounts = query.getAccountIds() == null ? Set.of() : new TreeSet<>(query.getAccountIds());
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
                query.getCompareWith() != null,
                query.getKnownAt(),
                query.getCatalogueHash(),
                ownDays ? List.of(Grouping.ACCOUNT) : groupBy,
                Boolean.TRUE.equals(query.getSeparately()),
                ownDays ? days.byAccount().keySet() : accounts,
                where(query.getWhere()),
                query.getAfter(),
                query.getLimit());
    }

    private static AskedDays days(MetricsQuery query) {
        AskedDays days = AskedDays.of(query.getAsOf(), query.getFrom(), query.getAsOfDays(), query.getAsOfByAccount());
        return query.getCompareWith() == null ? days : days.comparedWith(query.getCompareWith());
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
}
