package io.tidewatch.ingestion.metric;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.tidewatch.ingestion.history.Histories;
import io.tidewatch.ingestion.history.HistoryScope;
import io.tidewatch.ingestion.metric.MetricQuestion.Grouping;
import io.tidewatch.metric.Membership;
import io.tidewatch.metric.catalogue.MetricDefinition;
import io.tidewatch.metric.evaluation.AccountValues;
import io.tidewatch.metric.evaluation.CompiledMetrics;
import io.tidewatch.metric.evaluation.Days;
import io.tidewatch.metric.evaluation.Evaluation;
import io.tidewatch.metric.history.AccountHistory;
import io.tidewatch.problem.ProblemException;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Goes through the accounts of a question in order of their ids, one chunk after another, and adds up their values. Memory
 * holds one chunk and the sums of the groups, however many accounts there are.
 */
final class PortfolioWalk {

    /** How many figures an answer may have. */
    static final int MOST_FIGURES = 8_000;

    private static final int LARGEST_PAGE = 1_000;

    /** Accounts that one statement reads: with usage of every day it still ends well within its time limit. */
    private static final int CHUNK = 500;

    private static final String ACCOUNTS = "select id from account where id > $1 order by id limit $2";
    private static final String NAMED_ACCOUNTS =
            "select id from account where id > $1 and id = any ($3) order by id limit $2";

    private static final String GROUPS = """
            select g.* from account_groups($2, coalesce($3::timestamptz, 'infinity')) g
            where g.account_id = any ($1) and ($4::text is null or g.segment = $4) and ($5::text is null or g.csm_email = $5)
            """;

    private final MetricQuestion question;
    private final EvaluatedCatalogue catalogue;
    private final List<MetricDefinition> definitions;
    private final CompiledMetrics metrics;
    private Evaluation evaluation;
    private final Days days;
    private final boolean byAccount;
    private final List<List<Grouping>> groupings;
    /** Whether it matters what is known of the accounts themselves. */
    private final boolean readsGroups;

    private final Map<MetricDefinition, Map<String, GroupSum>> sums = new LinkedHashMap<>();
    private int figures;
    private int accountsLeft;
    private String last;
    private String next;

    /** Fails with {@code query-too-large} when a page of that many accounts has too many figures. */
    PortfolioWalk(MetricQuestion question, EvaluatedCatalogue catalogue, List<MetricDefinition> definitions) {
        this.question = question;
        this.catalogue = catalogue;
        this.definitions = definitions;
        this.metrics = catalogue.compiled(
                definitions.stream().map(MetricDefinition::id).toList());
        this.days = new Days(question.asOf(), question.from());
        this.byAccount = question.groupBy().contains(Grouping.ACCOUNT);
        this.readsGroups = question.groupBy().stream().anyMatch(by -> by != Grouping.ACCOUNT && by.column() != null)
                || question.segment() != null
                || question.csm() != null
                || question.knownAt() != null;
        this.accountsLeft = byAccount ? pageSize(question.limit(), definitions.size()) : Integer.MAX_VALUE;
        this.last = byAccount && question.after() != null ? question.after() : "";
        definitions.forEach(definition -> sums.put(definition, new TreeMap<>()));
        this.groupings = question.groupings();
        if (groupings.contains(List.<Grouping>of())) {
            definitions.forEach(definition -> sum(definition, Map.of()));
        }
    }

    private static int pageSize(Integer limit, int metrics) {
        if (limit == null) {
            return Math.min(LARGEST_PAGE, MOST_FIGURES / metrics);
        }
        if ((long) limit * metrics > MOST_FIGURES) {
            throw tooLarge(limit + " accounts with " + metrics + " metrics each have " + (long) limit * metrics
                    + " figures. Request fewer accounts per page with \"limit\".");
        }
        return limit;
    }

    private static ProblemException tooLarge(String detail) {
        return new ProblemException(
                MetricProblem.QUERY_TOO_LARGE, "A response may have at most " + MOST_FIGURES + " figures. " + detail);
    }

    /** Goes on until all accounts, or those of the page, were looked at. */
    Uni<Void> through(SqlConnection tx) {
        return StoredRates.load(tx, metrics, question.knownAt(), question.asOf(), question.asOf())
                .invoke(rates -> evaluation = metrics.evaluation(rates))
                .chain(() -> allAccounts(tx));
    }

    private Uni<Void> allAccounts(SqlConnection tx) {
        return Uni.createFrom()
                .deferred(() -> chunk(tx))
                .repeat()
                .whilst(more -> more)
                .collect()
                .last()
                .chain(() ->
                        isOfEverything() ? withoutAccount(tx) : Uni.createFrom().voidItem());
    }

    /** Whether the figures of all accounts are asked for: records that belong to no account count in them alone. */
    private boolean isOfEverything() {
        boolean allAccounts =
                question.accountIds() == null || question.accountIds().isEmpty();
        return groupings.contains(List.<Grouping>of())
                && allAccounts
                && question.segment() == null
                && question.csm() == null;
    }

    private Uni<Void> withoutAccount(SqlConnection tx) {
        return Histories.load(tx, catalogue.vocabulary(), scope(List.of(HistoryScope.NO_ACCOUNT)))
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .invoke(histories -> {
                    AccountValues records = evaluation.evaluate(histories.getFirst(), days);
                    definitions.forEach(definition -> sum(definition, Map.of()).addWithoutAccount(records));
                })
                .replaceWithVoid();
    }

    private HistoryScope scope(List<String> accounts) {
        return new HistoryScope(accounts, metrics.kinds(), question.knownAt(), question.asOf());
    }

    /** The figures in the order of the metrics, then of the groups. */
    List<GroupFigure> figures() {
        List<GroupFigure> all = new ArrayList<>();
        sums.values().forEach(groups -> groups.values().forEach(sum -> all.addAll(sum.figures())));
        return all;
    }

    /** The account after which the next page begins; null at the end. */
    String next() {
        return next;
    }

    /** Adds up the next accounts; whether there may be more. */
    private Uni<Boolean> chunk(SqlConnection tx) {
        return accounts(tx).chain(accounts -> {
            if (accounts.isEmpty()) {
                return Uni.createFrom().item(false);
            }
            boolean more = accounts.size() == CHUNK;
            last = accounts.getLast();
            return groupsPerDay(tx, accounts).chain(groups -> {
                SortedSet<String> members = new TreeSet<>();
                groups.values().forEach(day -> members.addAll(day.keySet()));
                List<String> page = members.stream().limit(accountsLeft).toList();
                accountsLeft -= byAccount ? page.size() : 0;
                if (byAccount && accountsLeft == 0 && (more || page.size() < members.size())) {
                    next = page.getLast();
                }
                if (page.isEmpty()) {
                    return Uni.createFrom().item(more);
                }
                return Histories.load(tx, catalogue.vocabulary(), scope(page))
                        // Not on the thread that reads from the database.
                        .emitOn(Infrastructure.getDefaultWorkerPool())
                        .invoke(histories -> addUp(histories, groups))
                        .replaceWith(more && accountsLeft > 0);
            });
        });
    }

    private Uni<List<String>> accounts(SqlConnection tx) {
        List<String> named = question.accountIds();
        Tuple parameters = Tuple.tuple().addString(last).addInteger(CHUNK);
        Uni<RowSet<Row>> read = named == null || named.isEmpty()
                ? tx.preparedQuery(ACCOUNTS).execute(parameters)
                : tx.preparedQuery(NAMED_ACCOUNTS).execute(parameters.addArrayOfString(named.toArray(String[]::new)));
        return read.map(rows -> {
            List<String> ids = new ArrayList<>();
            rows.forEach(row -> ids.add(row.getString(0)));
            return ids;
        });
    }

    private void addUp(List<AccountHistory> histories, Map<LocalDate, Map<String, Map<String, String>>> groups) {
        for (AccountHistory history : histories) {
            AccountValues values = evaluation.evaluate(history, days);
            Map<LocalDate, Map<String, BigDecimal>> revenue = new HashMap<>();
            for (MetricDefinition definition : definitions) {
                LocalDate day = membershipDay(definition);
                Map<String, String> attributes = groups.get(day).get(history.accountId());
                if (attributes != null) {
                    Map<String, BigDecimal> mrr =
                            revenue.computeIfAbsent(day, any -> PaidRevenue.monthly(history, any));
                    for (List<Grouping> grouping : groupings) {
                        Map<String, String> group = new LinkedHashMap<>();
                        grouping.forEach(by -> group.put(
                                by.name(),
                                by == Grouping.COHORT ? PaidRevenue.cohort(history) : attributes.get(by.name())));
                        sum(definition, group).add(values, history, mrr);
                    }
                }
            }
        }
    }

    private GroupSum sum(MetricDefinition definition, Map<String, String> group) {
        String key = String.join("\u0000", group.keySet()) + "\u0000" + String.join("\u0000", group.values());
        return sums.get(definition).computeIfAbsent(key, k -> {
            if (++figures > MOST_FIGURES) {
                throw tooLarge(
                        "This query has more groups than that. Request fewer metrics, or only one segment or CSM.");
            }
            return new GroupSum(
                    group, definition, metrics, catalogue.isOfValues(definition), question.asOf(), start(definition));
        });
    }

    /** The earlier day: the one asked for where the metric has a period, else the definition's window before the as-of day. */
    private LocalDate start(MetricDefinition definition) {
        return definition.period() != null && question.from() != null
                ? question.from()
                : definition.windowStart(question.asOf());
    }

    /** The day on which an account's attributes decide: one that was lost counts where it was lost. */
    private LocalDate membershipDay(MetricDefinition definition) {
        return definition.membership() == Membership.START ? start(definition) : question.asOf();
    }

    /** Per day that counts for a metric, the accounts of the question with the group that they belong to. */
    private Uni<Map<LocalDate, Map<String, Map<String, String>>>> groupsPerDay(
            SqlConnection tx, List<String> accounts) {
        Uni<Map<LocalDate, Map<String, Map<String, String>>>> read =
                Uni.createFrom().item(new HashMap<LocalDate, Map<String, Map<String, String>>>());
        for (LocalDate day :
                definitions.stream().map(this::membershipDay).distinct().toList()) {
            read = read.chain(all -> groups(tx, day, accounts)
                    .invoke(groups -> all.put(day, groups))
                    .replaceWith(all));
        }
        return read;
    }

    private Uni<Map<String, Map<String, String>>> groups(SqlConnection tx, LocalDate day, List<String> accounts) {
        if (!readsGroups) {
            return Uni.createFrom()
                    .item(accounts.stream()
                            .collect(Collectors.toMap(
                                    Function.identity(), account -> Map.of(Grouping.ACCOUNT.name(), account))));
        }
        Tuple parameters = Tuple.tuple()
                .addArrayOfString(accounts.toArray(String[]::new))
                .addLocalDate(day)
                .addOffsetDateTime(question.knownAt())
                .addString(question.segment())
                .addString(question.csm());
        return tx.preparedQuery(GROUPS).execute(parameters).map(rows -> {
            Map<String, Map<String, String>> groups = new HashMap<>();
            rows.forEach(row -> groups.put(row.getString("account_id"), attributes(row)));
            return groups;
        });
    }

    /** The attribute of each grouping; one that the account does not have is empty. */
    private static Map<String, String> attributes(Row row) {
        Map<String, String> attributes = new HashMap<>();
        for (Grouping by : Grouping.values()) {
            String value = by.column() == null ? null : row.getString(by.column());
            attributes.put(by.name(), value == null ? "" : value);
        }
        return attributes;
    }
}
