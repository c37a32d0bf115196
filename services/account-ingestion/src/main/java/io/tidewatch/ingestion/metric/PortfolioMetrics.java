package io.tidewatch.ingestion.metric;

import io.smallrye.mutiny.Uni;
import io.tidewatch.ingestion.metric.MetricQuestion.Grouping;
import io.tidewatch.metric.Membership;
import io.tidewatch.metric.MetricDefinition;
import io.tidewatch.metric.reading.Spelling;
import io.tidewatch.problem.Problem.Fault;
import io.tidewatch.problem.ProblemException;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Answers questions about groups of accounts, from the same computation as the value of a single one. */
@ApplicationScoped
public class PortfolioMetrics {

    private static final String GROUPS = """
            select g.account_id, coalesce(g.segment, '') as segment, coalesce(g.csm_email, '') as csm
            from account_groups($1, coalesce($2::timestamptz, 'infinity')) g
            where ($3::text[] is null or g.account_id = any ($3))
              and ($4::text is null or g.segment = $4) and ($5::text is null or g.csm_email = $5)
            order by g.account_id
            """;

    private final Pool pool;
    private final CatalogueStore catalogues;

    /** For the container. */
    public PortfolioMetrics(Pool pool, CatalogueStore catalogues) {
        this.pool = pool;
        this.catalogues = catalogues;
    }

    /** An answer with the catalogue that it was computed by. */
    record Answer(String catalogueHash, List<GroupFigure> figures) {}

    /** Per account its group. */
    private record Groups(Map<String, Map<String, String>> ofAccount) {}

    /**
     * Answers.
     *
     * @return fails with {@code catalogue-unknown}, {@code catalogue-not-ready}, {@code metric-unknown} or {@code days-reversed}
     */
    Uni<Answer> ask(MetricQuestion question) {
        if (question.from() != null && question.from().isAfter(question.asOf())) {
            throw new ProblemException(MetricProblem.DAYS_REVERSED, "\"from\" must not lie after \"asOf\".");
        }
        return catalogues.find(question.catalogueHash()).chain(catalogue -> {
            if (catalogue == null && question.catalogueHash() != null) {
                throw new ProblemException(
                        MetricProblem.CATALOGUE_UNKNOWN,
                        "No catalogue of the hash \"" + question.catalogueHash()
                                + "\" was handed over; leave catalogueHash out for the newest that is ready.");
            }
            if (catalogue == null) {
                throw new ProblemException(
                        MetricProblem.CATALOGUE_NOT_READY,
                        "No catalogue was handed over yet whose values are ready; rules-engine does so at its start.");
            }
            List<MetricDefinition> definitions = question.metrics().stream()
                    .distinct()
                    .map(id -> definition(catalogue, id))
                    .toList();
            // One snapshot for all statements: the figures of one answer belong together.
            return pool.withTransaction(tx -> tx.query("set transaction isolation level repeatable read, read only")
                            .execute()
                            .chain(() -> figures(tx, question, definitions)))
                    .map(figures -> new Answer(catalogue.hash(), figures));
        });
    }

    private static MetricDefinition definition(CatalogueStore.Live catalogue, String id) {
        return catalogue.catalogue().metric(id).orElseThrow(() -> {
            List<String> known = catalogue.catalogue().metrics().stream()
                    .map(MetricDefinition::id)
                    .toList();
            String suggestion = Spelling.closest(id, known);
            String detail = "There is no metric \"" + id + "\""
                    + (suggestion == null ? "." : "; did you mean \"" + suggestion + "\"?");
            return new ProblemException(
                    MetricProblem.METRIC_UNKNOWN, detail, List.of(new Fault("/metrics", null, detail, suggestion)));
        });
    }

    private Uni<List<GroupFigure>> figures(
            SqlConnection tx, MetricQuestion question, List<MetricDefinition> definitions) {
        List<String> only =
                question.accountIds() == null || question.accountIds().isEmpty() ? null : question.accountIds();
        MetricScope scope = new MetricScope(only, question.asOf(), question.from(), question.knownAt());
        return MetricComputation.compute(tx, scope, definitions).chain(values -> {
            Map<MetricDefinition, List<AccountValue>> byMetric = new LinkedHashMap<>();
            definitions.forEach(definition -> byMetric.put(definition, new ArrayList<>()));
            values.forEach(value -> byMetric.get(value.definition()).add(value));
            return groupsPerDay(tx, question, scope, definitions).map(groups -> {
                List<GroupFigure> figures = new ArrayList<>();
                byMetric.forEach((definition, of) ->
                        figures.addAll(grouped(definition, of, groups.get(day(definition, scope)), question, scope)));
                return figures;
            });
        });
    }

    private static List<GroupFigure> grouped(
            MetricDefinition definition,
            List<AccountValue> values,
            Groups groups,
            MetricQuestion question,
            MetricScope scope) {
        Map<String, Map<String, String>> keys = new TreeMap<>();
        Map<String, List<AccountValue>> members = new TreeMap<>();
        for (AccountValue value : values) {
            Map<String, String> attributes = groups.ofAccount().get(value.accountId());
            if (attributes != null) {
                Map<String, String> group = new LinkedHashMap<>();
                question.groupBy().forEach(by -> group.put(by.name(), attributes.get(by.name())));
                String key = String.join("\u0000", group.values());
                keys.put(key, group);
                members.computeIfAbsent(key, k -> new ArrayList<>()).add(value);
            }
        }
        if (members.isEmpty() && question.groupBy().isEmpty()) {
            return GroupFigure.of(Map.of(), definition, List.of(), scope);
        }
        List<GroupFigure> figures = new ArrayList<>();
        members.forEach((key, of) -> figures.addAll(GroupFigure.of(keys.get(key), definition, of, scope)));
        return figures;
    }

    /** The day whose group counts: a customer lost stays in the group it was lost from. */
    private static LocalDate day(MetricDefinition definition, MetricScope scope) {
        return definition.membership() == Membership.START ? MetricComputation.before(definition, scope) : scope.asOf();
    }

    private static Uni<Map<LocalDate, Groups>> groupsPerDay(
            SqlConnection tx, MetricQuestion question, MetricScope scope, List<MetricDefinition> definitions) {
        Uni<Map<LocalDate, Groups>> read = Uni.createFrom().item(new HashMap<LocalDate, Groups>());
        for (LocalDate day : definitions.stream()
                .map(definition -> day(definition, scope))
                .distinct()
                .toList()) {
            read = read.chain(all -> groups(tx, question, scope, day)
                    .invoke(groups -> all.put(day, groups))
                    .replaceWith(all));
        }
        return read;
    }

    private static Uni<Groups> groups(SqlConnection tx, MetricQuestion question, MetricScope scope, LocalDate day) {
        Tuple parameters = Tuple.tuple()
                .addLocalDate(day)
                .addOffsetDateTime(scope.knownAt())
                .addArrayOfString(scope.accountArray())
                .addString(question.segment())
                .addString(question.csm());
        return tx.preparedQuery(GROUPS).execute(parameters).map(rows -> {
            Map<String, Map<String, String>> groups = new HashMap<>();
            rows.forEach(row -> groups.put(
                    row.getString("account_id"),
                    Map.of(
                            Grouping.SEGMENT.name(), row.getString("segment"),
                            Grouping.CSM.name(), row.getString("csm"),
                            Grouping.ACCOUNT.name(), row.getString("account_id"))));
            return new Groups(groups);
        });
    }
}
