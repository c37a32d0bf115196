package io.tidewatch.ingestion.metric;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.tidewatch.metric.DayCount;
import io.tidewatch.metric.Measure;
import io.tidewatch.metric.MeasureUse;
import io.tidewatch.metric.Membership;
import io.tidewatch.metric.MetricDefinition;
import io.tidewatch.metric.MetricKind;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Computes metrics per account, set-based, from the records. The values that are kept per account and the figures of a
 * portfolio both come from here.
 */
final class MetricComputation {

    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

    /** Measures that follow from who is a customer on the two days, and with what revenue. */
    private static final Set<Measure> REVENUE = EnumSet.of(
            Measure.MRR_AT_START,
            Measure.MRR_RETAINED,
            Measure.MRR_AT_END,
            Measure.ACCOUNTS_AT_START,
            Measure.ACCOUNTS_LOST,
            Measure.ARR);

    /** What a measure is for one account. */
    private record Amount(BigDecimal amount, String currency, String unknown) {
        static final Amount NONE = new Amount(BigDecimal.ZERO, null, null);
    }

    /**
     * What was computed.
     *
     * @param values every definition for every account of the scope, in the order of the definitions, then of the accounts
     * @param customers who was a customer on the days that decide about membership
     */
    record Computed(List<AccountValue> values, Map<LocalDate, Customers> customers) {}

    private final SqlClient client;
    private final MetricScope scope;
    private final CoverageReading coverage;
    private final Map<LocalDate, Customers> customers;
    /** Several metrics share a measure; it is read once. */
    private final Map<List<Object>, Function<String, Amount>> amounts = new HashMap<>();

    private MetricComputation(
            SqlClient client, MetricScope scope, CoverageReading coverage, Map<LocalDate, Customers> customers) {
        this.client = client;
        this.scope = scope;
        this.coverage = coverage;
        this.customers = customers;
    }

    /** Computes every definition for every account of the scope. */
    static Uni<Computed> compute(SqlClient client, MetricScope scope, List<MetricDefinition> definitions) {
        return customers(client, scope, definitions)
                .chain(customers -> CoverageReading.read(client, scope)
                        .map(coverage -> new MetricComputation(client, scope, coverage, customers)))
                .chain(computation -> Multi.createFrom()
                        .iterable(definitions)
                        .onItem()
                        .transformToUniAndConcatenate(computation::evaluate)
                        .collect()
                        .<List<AccountValue>>in(ArrayList::new, List::addAll)
                        .map(values -> new Computed(values, computation.customers)));
    }

    private static Uni<Map<LocalDate, Customers>> customers(
            SqlClient client, MetricScope scope, List<MetricDefinition> definitions) {
        Set<LocalDate> days = new TreeSet<>(Set.of(scope.asOf()));
        definitions.forEach(definition -> {
            days.add(membershipDay(definition, scope));
            days.add(definition.kind() == MetricKind.PERIOD_RATIO ? before(definition, scope) : scope.asOf());
        });
        return Multi.createFrom()
                .iterable(days)
                .onItem()
                .transformToUniAndConcatenate(
                        day -> Customers.on(client, day, scope).map(on -> Map.entry(day, on)))
                .collect()
                .asMap(Map.Entry::getKey, Map.Entry::getValue);
    }

    /** The day on which an account must be a customer to count: one that was lost counts where it was lost. */
    static LocalDate membershipDay(MetricDefinition definition, MetricScope scope) {
        return definition.membership() == Membership.START ? before(definition, scope) : scope.asOf();
    }

    private Uni<List<AccountValue>> evaluate(MetricDefinition definition) {
        return switch (definition.kind()) {
            case RATIO, PERIOD_RATIO, DISTINCT_RATIO, MEAN -> ratio(definition);
            case STATE -> state(definition);
            case AGE ->
                days(definition, MeasureSql.SPONSOR_CONTACT, this::sponsorContact, "No executive sponsor is known.");
            case COUNTDOWN ->
                days(definition, MeasureSql.NEXT_PAID_END, this::nextEnd, "The paid contract periods are open-ended.");
        };
    }

    private Uni<List<AccountValue>> ratio(MetricDefinition definition) {
        return read(definition, definition.numerator()).chain(numerators -> read(definition, definition.denominator())
                .map(denominators -> withDenominators(definition, denominators, each(definition, (account, through) -> {
                    Amount numerator = numerators.apply(account);
                    Amount denominator = denominators.apply(account);
                    String unknown = numerator.unknown() != null ? numerator.unknown() : denominator.unknown();
                    if (unknown == null && denominator.amount().signum() == 0) {
                        unknown =
                                AccountValue.nothingIn(definition.denominator().measure());
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
                            denominator.currency() == null ? numerator.currency() : denominator.currency(),
                            null,
                            through,
                            Map.of());
                }))));
    }

    /** How much was bought is known even where no source says who uses it. */
    private List<AccountValue> withDenominators(
            MetricDefinition definition, Function<String, Amount> denominators, List<AccountValue> values) {
        if (definition.denominator().measure() != Measure.PURCHASED_SEATS) {
            return values;
        }
        return values.stream()
                .map(value -> {
                    Amount denominator = denominators.apply(value.accountId());
                    return value.known() || value.outside() || denominator.unknown() != null
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
                    Amount state = states.apply(account);
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

    /** Makes a value of a row that holds a day. */
    private interface DatedValue {
        AccountValue of(MetricDefinition definition, Row row, LocalDate coveredThrough);
    }

    private Uni<List<AccountValue>> days(MetricDefinition definition, String sql, DatedValue value, String whenNone) {
        return client.preparedQuery(sql).execute(parameters(scope.asOf())).map(rows -> {
            Map<String, Row> found = new HashMap<>();
            rows.forEach(row -> found.put(row.getString("account_id"), row));
            return each(
                    definition,
                    (account, through) -> found.containsKey(account)
                            ? value.of(definition, found.get(account), through)
                            : AccountValue.unknown(account, definition, whenNone, through));
        });
    }

    private AccountValue sponsorContact(MetricDefinition definition, Row row, LocalDate through) {
        String account = row.getString("account_id");
        LocalDate lastDay = row.getLocalDate("last_day");
        LocalDate activeSince = row.getLocalDate("active_since");
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

    private AccountValue nextEnd(MetricDefinition definition, Row row, LocalDate through) {
        LocalDate end = row.getLocalDate("next_end");
        long days = DayCount.between(scope.asOf(), end);
        return dated(row.getString("account_id"), definition, days, end, through, Map.of());
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

    /** The value of every customer whose data cover the day; the others have none, with the reason. */
    private List<AccountValue> each(MetricDefinition definition, BiFunction<String, LocalDate, AccountValue> covered) {
        // The mean over the items of a window counts every item, whatever has become of the account since.
        boolean ofCustomers = scope.current() || definition.kind() != MetricKind.MEAN;
        List<AccountValue> values = new ArrayList<>();
        for (String account : scope.accounts()) {
            String outside = coverage.contractsKnown(account) ? outside(account, definition) : null;
            if (outside != null && ofCustomers) {
                values.add(AccountValue.unknown(account, definition, outside, null));
                continue;
            }
            CoverageReading.Verdict verdict = coverage.of(account, definition, scope.asOf(), ofCustomers);
            AccountValue value = verdict.reason() == null
                    ? covered.apply(account, verdict.coveredThrough())
                    : AccountValue.unknown(account, definition, verdict.reason(), verdict.coveredThrough());
            values.add(
                    outside == null || value.known()
                            ? value
                            : AccountValue.unknown(account, definition, outside, null));
        }
        return values;
    }

    /** Why the metric is not about the account; null when it is. */
    private String outside(String account, MetricDefinition definition) {
        LocalDate day = membershipDay(definition, scope);
        if ((scope.current() || day.equals(scope.asOf()))
                && !customers.get(scope.asOf()).contain(account)) {
            return AccountValue.NOT_A_CUSTOMER;
        }
        return customers.get(day).contain(account) ? null : AccountValue.NOT_YET_A_CUSTOMER;
    }

    /** What a measure is for each account; 0 for an account that has nothing of it. */
    private Uni<Function<String, Amount>> read(MetricDefinition definition, MeasureUse use) {
        LocalDate before = before(definition, scope);
        if (REVENUE.contains(use.measure())) {
            return Uni.createFrom().item(account -> revenue(use.measure(), account, before));
        }
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

    private Amount revenue(Measure measure, String account, LocalDate before) {
        Map<String, BigDecimal> first =
                measure == Measure.ARR ? Map.of() : customers.get(before).mrrOf(account);
        Map<String, BigDecimal> last = customers.get(scope.asOf()).mrrOf(account);
        SortedSet<String> currencies = new TreeSet<>(first.keySet());
        currencies.addAll(last.keySet());
        BigDecimal mrr0 = first.values().stream().reduce(BigDecimal.ZERO, BigDecimal::add);
        BigDecimal mrr1 = last.values().stream().reduce(BigDecimal.ZERO, BigDecimal::add);
        BigDecimal amount =
                switch (measure) {
                    case MRR_AT_START -> mrr0;
                    case MRR_RETAINED -> mrr0.min(mrr1);
                    case MRR_AT_END -> first.isEmpty() ? BigDecimal.ZERO : mrr1;
                    case ACCOUNTS_AT_START -> first.isEmpty() ? BigDecimal.ZERO : BigDecimal.ONE;
                    case ACCOUNTS_LOST -> !first.isEmpty() && last.isEmpty() ? BigDecimal.ONE : BigDecimal.ZERO;
                    case ARR -> mrr1.multiply(Customers.YEAR);
                    default -> throw new IllegalArgumentException(measure + " is not revenue");
                };
        boolean countsAccounts = measure == Measure.ACCOUNTS_AT_START || measure == Measure.ACCOUNTS_LOST;
        return new Amount(
                amount,
                countsAccounts || currencies.isEmpty() ? null : currencies.first(),
                currencies.size() > 1 && !countsAccounts ? severalCurrencies(first, last) : null);
    }

    private static String severalCurrencies(Map<String, BigDecimal> first, Map<String, BigDecimal> last) {
        return first.size() == 1 && last.size() == 1
                ? "The account pays in another currency than on the earlier day."
                : "The account has several currencies.";
    }

    /** The earlier day: the one asked for where it makes sense, else the definition's window before the as-of day. */
    static LocalDate before(MetricDefinition definition, MetricScope scope) {
        boolean free = definition.kind() == MetricKind.PERIOD_RATIO || definition.kind() == MetricKind.MEAN;
        if (free && scope.from() != null) {
            return scope.from();
        }
        return definition.windowStart(scope.asOf());
    }

    private Tuple parameters(LocalDate before) {
        return Tuple.tuple()
                .addArrayOfString(scope.accountArray())
                .addLocalDate(before)
                .addLocalDate(scope.asOf())
                .addOffsetDateTime(scope.knownAt());
    }

    private static Function<String, Amount> amounts(RowSet<Row> rows) {
        Map<String, Amount> read = new HashMap<>();
        rows.forEach(row -> read.put(
                row.getString("account_id"), new Amount(row.getBigDecimal("amount"), null, row.getString("unknown"))));
        return account -> read.getOrDefault(account, Amount.NONE);
    }
}
