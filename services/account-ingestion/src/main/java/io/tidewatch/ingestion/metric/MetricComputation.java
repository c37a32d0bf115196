package io.tidewatch.ingestion.metric;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.tidewatch.metric.DayCount;
import io.tidewatch.metric.Measure;
import io.tidewatch.metric.MeasureUse;
import io.tidewatch.metric.MetricDefinition;
import io.tidewatch.metric.MetricKind;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;

/**
 * Computes metrics per account, set-based, from the records. The one place where a value comes from: what is kept per
 * account and what is answered for a portfolio are made of the same.
 */
final class MetricComputation {

    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

    /** What a measure is for one account. */
    private record Amount(BigDecimal amount, String currency, String unknown) {
        static final Amount NONE = new Amount(BigDecimal.ZERO, null, null);
    }

    private final SqlClient client;
    private final MetricScope scope;
    private final CoverageReading coverage;
    private final List<String> accounts;
    /** Several metrics share a measure; it is read once. */
    private final Map<List<Object>, Map<String, Amount>> amounts = new HashMap<>();

    private MetricComputation(SqlClient client, MetricScope scope, CoverageReading coverage, List<String> accounts) {
        this.client = client;
        this.scope = scope;
        this.coverage = coverage;
        this.accounts = accounts;
    }

    /** Every definition for every account of the scope, in the order of the definitions, then of the accounts. */
    static Uni<List<AccountValue>> compute(SqlClient client, MetricScope scope, List<MetricDefinition> definitions) {
        return accounts(client, scope)
                .chain(accounts -> CoverageReading.read(client, scope)
                        .map(coverage -> new MetricComputation(client, scope, coverage, accounts)))
                .chain(computation -> Multi.createFrom()
                        .iterable(definitions)
                        .onItem()
                        .transformToUniAndConcatenate(computation::evaluate)
                        .collect()
                        .in(ArrayList::new, List::addAll));
    }

    private static Uni<List<String>> accounts(SqlClient client, MetricScope scope) {
        return client.preparedQuery("select id from account where ($1::text[] is null or id = any ($1)) order by id")
                .execute(Tuple.tuple().addArrayOfString(scope.accountArray()))
                .map(rows -> {
                    List<String> ids = new ArrayList<>();
                    rows.forEach(row -> ids.add(row.getString(0)));
                    return ids;
                });
    }

    private Uni<List<AccountValue>> evaluate(MetricDefinition definition) {
        return switch (definition.kind()) {
            case RATIO, PERIOD_RATIO, DISTINCT_RATIO, MEAN -> ratio(definition);
            case STATE -> state(definition);
            case AGE ->
                days(definition, MeasureSql.SPONSOR_CONTACT, this::sponsorContact, "No executive sponsor is known.");
            case COUNTDOWN ->
                days(definition, MeasureSql.NEXT_PAID_END, this::nextEnd, "There is no paid contract period.");
        };
    }

    private Uni<List<AccountValue>> ratio(MetricDefinition definition) {
        return read(definition, definition.numerator()).chain(numerators -> read(definition, definition.denominator())
                .map(denominators -> withDenominators(definition, denominators, each(definition, (account, through) -> {
                    Amount numerator = numerators.getOrDefault(account, Amount.NONE);
                    Amount denominator = denominators.getOrDefault(account, Amount.NONE);
                    String unknown = numerator.unknown() != null ? numerator.unknown() : denominator.unknown();
                    if (unknown == null && denominator.amount().signum() == 0) {
                        unknown = "The denominator is 0.";
                    }
                    if (unknown != null) {
                        return AccountValue.unknown(account, definition, unknown, through);
                    }
                    return new AccountValue(
                            account,
                            definition,
                            null,
                            quotient(definition, numerator.amount(), denominator.amount()),
                            numerator.amount(),
                            denominator.amount(),
                            denominator.currency(),
                            null,
                            through,
                            Map.of());
                }))));
    }

    /** How much was bought is known even where nobody says who uses it. */
    private List<AccountValue> withDenominators(
            MetricDefinition definition, Map<String, Amount> denominators, List<AccountValue> values) {
        if (definition.denominator().measure() != Measure.PURCHASED_SEATS) {
            return values;
        }
        return values.stream()
                .map(value -> {
                    Amount denominator = denominators.getOrDefault(value.accountId(), Amount.NONE);
                    return value.known() || denominator.unknown() != null
                            ? value
                            : value.withDenominator(denominator.amount(), null);
                })
                .toList();
    }

    /** Percent of two amounts, or their mean. */
    static BigDecimal quotient(MetricDefinition definition, BigDecimal numerator, BigDecimal denominator) {
        BigDecimal dividend = definition.kind() == MetricKind.MEAN ? numerator : numerator.multiply(HUNDRED);
        return dividend.divide(denominator, AccountValue.DIGITS);
    }

    private Uni<List<AccountValue>> state(MetricDefinition definition) {
        return read(definition, definition.numerator())
                .map(states -> each(definition, (account, through) -> {
                    Amount state = states.getOrDefault(account, Amount.NONE);
                    return state.unknown() != null
                            ? AccountValue.unknown(account, definition, state.unknown(), through)
                            : new AccountValue(
                                    account,
                                    definition,
                                    null,
                                    state.amount(),
                                    state.amount(),
                                    null,
                                    state.currency(),
                                    null,
                                    through,
                                    Map.of());
                }));
    }

    private Uni<List<AccountValue>> days(
            MetricDefinition definition,
            String sql,
            BiFunction<MetricDefinition, Row, AccountValue> value,
            String whenNone) {
        return client.preparedQuery(sql).execute(parameters(scope.asOf())).map(rows -> {
            Map<String, AccountValue> values = new HashMap<>();
            rows.forEach(row -> values.put(row.getString("account_id"), value.apply(definition, row)));
            return each(
                    definition,
                    (account, through) -> values.containsKey(account)
                            ? values.get(account)
                            : AccountValue.unknown(account, definition, whenNone, through));
        });
    }

    private AccountValue sponsorContact(MetricDefinition definition, Row row) {
        String account = row.getString("account_id");
        LocalDate lastDay = row.getLocalDate("last_day");
        LocalDate activeSince = row.getLocalDate("active_since");
        LocalDate through = coverage.of(account, definition, scope.asOf()).coveredThrough();
        if (row.getBoolean("departed")) {
            // Whoever has left is silent for ever; that is no sign of anything.
            return AccountValue.unknown(
                    account,
                    definition,
                    "The account is no customer any more: its paid contracts have ended.",
                    through);
        }
        if (lastDay == null && activeSince == null) {
            return AccountValue.unknown(
                    account,
                    definition,
                    "There never was a two-way contact with a sponsor, and the account is not active.",
                    through);
        }
        LocalDate anchor = lastDay == null ? activeSince : lastDay;
        Map<String, String> details = new TreeMap<>();
        details.put("countedFrom", lastDay == null ? "ACTIVE_SPAN" : "LAST_CONTACT");
        details.put("unansweredOutreach", Long.toString(row.getLong("outreach")));
        if (lastDay != null) {
            details.put("lastTwoWay", lastDay.toString());
        }
        if (row.getLocalDate("last_outreach") != null) {
            details.put("lastOutreach", row.getLocalDate("last_outreach").toString());
        }
        return dated(account, definition, DayCount.between(anchor, scope.asOf()), anchor, through, details);
    }

    private AccountValue nextEnd(MetricDefinition definition, Row row) {
        String account = row.getString("account_id");
        LocalDate end = row.getLocalDate("next_end");
        LocalDate through = coverage.of(account, definition, scope.asOf()).coveredThrough();
        if (end == null) {
            return AccountValue.unknown(
                    account,
                    definition,
                    Boolean.TRUE.equals(row.getBoolean("open_ended"))
                            ? "There are only open-ended contract periods."
                            : "No paid contract period ends after the day.",
                    through);
        }
        return dated(account, definition, DayCount.between(scope.asOf(), end), end, through, Map.of());
    }

    private static AccountValue dated(
            String account,
            MetricDefinition definition,
            long days,
            LocalDate anchor,
            LocalDate through,
            Map<String, String> details) {
        return new AccountValue(
                account, definition, null, BigDecimal.valueOf(days), null, null, null, anchor, through, details);
    }

    /** The value of every account whose data cover the day; the others are unknown. */
    private List<AccountValue> each(MetricDefinition definition, BiFunction<String, LocalDate, AccountValue> covered) {
        List<AccountValue> values = new ArrayList<>();
        for (String account : accounts) {
            CoverageReading.Verdict verdict = coverage.of(account, definition, scope.asOf());
            values.add(
                    verdict.reason() == null
                            ? covered.apply(account, verdict.coveredThrough())
                            : AccountValue.unknown(account, definition, verdict.reason(), verdict.coveredThrough()));
        }
        return values;
    }

    private Uni<Map<String, Amount>> read(MetricDefinition definition, MeasureUse use) {
        LocalDate before = before(definition, scope);
        List<Object> key = List.of(use, before);
        if (amounts.containsKey(key)) {
            return Uni.createFrom().item(amounts.get(key));
        }
        Tuple parameters = parameters(before);
        if (!use.measure().parameters().isEmpty()) {
            parameters.addArrayOfString(use.valueFeatures().toArray(String[]::new));
            parameters.addLong(use.minValueActions().longValue());
            parameters.addLong(use.minDays().longValue());
        }
        return client.preparedQuery(MeasureSql.amount(use.measure()))
                .execute(parameters)
                .map(MetricComputation::amounts)
                .invoke(read -> amounts.put(key, read));
    }

    /** The earlier day: the one asked for where it makes sense, else the definition's window before the as-of day. */
    static LocalDate before(MetricDefinition definition, MetricScope scope) {
        boolean free = definition.kind() == MetricKind.PERIOD_RATIO || definition.kind() == MetricKind.MEAN;
        if (free && scope.from() != null) {
            return scope.from();
        }
        return definition.windowDays() == null ? scope.asOf() : scope.asOf().minusDays(definition.windowDays());
    }

    private Tuple parameters(LocalDate before) {
        return Tuple.tuple()
                .addArrayOfString(scope.accountArray())
                .addLocalDate(before)
                .addLocalDate(scope.asOf())
                .addOffsetDateTime(scope.knownAt());
    }

    private static Map<String, Amount> amounts(RowSet<Row> rows) {
        Map<String, Amount> read = new HashMap<>();
        rows.forEach(row -> read.put(
                row.getString("account_id"),
                new Amount(row.getBigDecimal("amount"), row.getString("currency"), row.getString("unknown"))));
        return read;
    }
}
