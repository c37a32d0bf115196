package io.tidewatch.ingestion.metric;

import io.smallrye.mutiny.Uni;
import io.tidewatch.ingestion.mapping.RecordKind;
import io.tidewatch.metric.MetricDefinition;
import io.tidewatch.metric.ObservationKind;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What is covered for each account. A source that delivers accounts of its own covers those it has delivered or named, and
 * those that were made by request; a source that delivers none covers every account. Where several sources deliver a kind,
 * all of them must be complete, so the least of their days counts. For figures as they were known at a time, it is what
 * the sources had declared by then.
 *
 * <p>Contract periods, contacts and accounts say themselves from when to when they hold, so it is enough that a source
 * delivers them. Seats, and everything that is counted, hold no longer than the source is complete.
 */
final class CoverageReading {

    private static final String DECLARED =
            "select source, kind, complete_through from coverage_known(coalesce($1::timestamptz, 'infinity'))";

    private static final String SOURCES = """
            select a.id, a.source = 'api' as by_request,
                   array(select l.source from account_source l
                         where l.account_id = a.id and l.known_at <= coalesce($2::timestamptz, 'infinity')
                         order by l.source) as sources
            from account a where a.id = any ($1)
            """;

    // Of what came by request the records themselves show that it is known.
    private static final String PRESENT =
            """
            select x.account_id, 'USER' as kind from users_known(%1$s) x where %2$s group by 1
            union all
            select x.account_id, 'CONTACT' from contacts_known(%1$s) x where %2$s group by 1
            union all
            select x.account_id, 'CONTRACT_PERIOD' from contract_period x where x.known_at <= %1$s and %2$s group by 1
            union all
            select x.account_id, 'CONTRACT_PERIOD' from contract_period_history x
            where x.known_at <= %1$s and x.superseded_at > %1$s and %2$s group by 1
            """.formatted("coalesce($2::timestamptz, 'infinity')", "x.account_id = any ($1)");

    private static final List<RecordKind> PRESENT_KINDS =
            List.of(RecordKind.USER, RecordKind.CONTACT, RecordKind.CONTRACT_PERIOD);

    /** Until when a source is complete for a kind; null where it does not say. */
    private record Declared(String source, RecordKind kind, LocalDate completeThrough) {}

    /** The sources that cover an account; all of them when it was made by request. */
    private record Sources(boolean byRequest, List<String> names) {}

    /** Until when a kind is complete, as far as the sources say, and whether one of them does not say. */
    private record Cover(LocalDate completeThrough, boolean open) {

        /** Of two sources both must be complete. */
        Cover and(Cover other) {
            LocalDate least = completeThrough == null
                            || other.completeThrough() != null
                                    && other.completeThrough().isBefore(completeThrough)
                    ? other.completeThrough()
                    : completeThrough;
            return new Cover(least, open || other.open());
        }
    }

    /** Whether the data of an account cover a metric on a day: the reason why not, and the last day that they cover. */
    record Verdict(String reason, LocalDate coveredThrough) {}

    private static final String UNSETTLED =
            "select account_id, kind, source from unsettled_known($1, coalesce($2::timestamptz, 'infinity'))";

    private final Map<String, Map<RecordKind, Cover>> covers = new HashMap<>();
    /** By account, the kinds of which rows are missing, and the source of these rows. */
    private final Map<String, Map<RecordKind, String>> unsettled = new HashMap<>();

    private CoverageReading() {}

    static Uni<CoverageReading> read(SqlClient client, MetricScope scope) {
        return client.preparedQuery(DECLARED)
                .execute(Tuple.tuple().addOffsetDateTime(scope.knownAt()))
                .map(rows -> {
                    List<Declared> declared = new ArrayList<>();
                    rows.forEach(row -> declared.add(new Declared(
                            row.getString("source"),
                            RecordKind.valueOf(row.getString("kind")),
                            row.getLocalDate("complete_through"))));
                    return declared;
                })
                .chain(declared -> covers(client, scope, declared))
                .chain(reading -> reading.addPresent(client, scope))
                .chain(reading -> reading.addUnsettled(client, scope));
    }

    /** Accounts with the same sources share what these cover. */
    private static Uni<CoverageReading> covers(SqlClient client, MetricScope scope, List<Declared> declared) {
        return client.preparedQuery(SOURCES)
                .execute(parameters(scope.accountArray(), scope))
                .map(rows -> {
                    CoverageReading reading = new CoverageReading();
                    Map<Sources, Map<RecordKind, Cover>> shared = new HashMap<>();
                    rows.forEach(row -> {
                        Sources sources =
                                new Sources(row.getBoolean("by_request"), List.of(row.getArrayOfStrings("sources")));
                        reading.covers.put(
                                row.getString("id"), shared.computeIfAbsent(sources, one -> covers(one, declared)));
                    });
                    return reading;
                });
    }

    private static Map<RecordKind, Cover> covers(Sources sources, List<Declared> declared) {
        Set<String> withAccounts = declared.stream()
                .filter(one -> one.kind() == RecordKind.ACCOUNT)
                .map(Declared::source)
                .collect(Collectors.toSet());
        Map<RecordKind, Cover> covers = new EnumMap<>(RecordKind.class);
        for (Declared one : declared) {
            if (sources.byRequest()
                    || !withAccounts.contains(one.source())
                    || sources.names().contains(one.source())) {
                covers.merge(one.kind(), new Cover(one.completeThrough(), one.completeThrough() == null), Cover::and);
            }
        }
        return covers;
    }

    private Uni<CoverageReading> addPresent(SqlClient client, MetricScope scope) {
        String[] missing = scope.accounts().stream()
                .filter(account ->
                        !covers.getOrDefault(account, Map.of()).keySet().containsAll(PRESENT_KINDS))
                .toArray(String[]::new);
        if (missing.length == 0) {
            return Uni.createFrom().item(this);
        }
        return client.preparedQuery(PRESENT)
                .execute(parameters(missing, scope))
                .invoke(rows -> rows.forEach(
                        row -> present(row.getString("account_id"), RecordKind.valueOf(row.getString("kind")))))
                .replaceWith(this);
    }

    private Uni<CoverageReading> addUnsettled(SqlClient client, MetricScope scope) {
        return client.preparedQuery(UNSETTLED)
                .execute(parameters(scope.accountArray(), scope))
                .invoke(rows -> rows.forEach(row -> unsettled
                        .computeIfAbsent(row.getString("account_id"), a -> new EnumMap<>(RecordKind.class))
                        .put(RecordKind.valueOf(row.getString("kind")), row.getString("source"))))
                .replaceWith(this);
    }

    private void present(String account, RecordKind kind) {
        Map<RecordKind, Cover> own = new EnumMap<>(RecordKind.class);
        own.putAll(covers.getOrDefault(account, Map.of()));
        own.putIfAbsent(kind, new Cover(null, true));
        covers.put(account, own);
    }

    private static Tuple parameters(String[] accounts, MetricScope scope) {
        return Tuple.tuple().addArrayOfString(accounts).addOffsetDateTime(scope.knownAt());
    }

    /** Whether it is known which contract periods an account has, and so whether it is a customer. */
    boolean contractsKnown(String accountId) {
        return covers.getOrDefault(accountId, Map.of()).containsKey(RecordKind.CONTRACT_PERIOD)
                && !unsettled.getOrDefault(accountId, Map.of()).containsKey(RecordKind.CONTRACT_PERIOD);
    }

    /**
     * Whether the data that a definition needs cover the day.
     *
     * @param ofCustomers whether the value depends on who is a customer: then contract periods are needed, too
     */
    Verdict of(String accountId, MetricDefinition definition, LocalDate asOf, boolean ofCustomers) {
        LocalDate through = null;
        String reason = null;
        for (ObservationKind needed : needed(definition, ofCustomers)) {
            RecordKind kind = kindOf(needed);
            Cover cover = covers.getOrDefault(accountId, Map.of()).get(kind);
            String source = unsettled.getOrDefault(accountId, Map.of()).get(kind);
            if (source != null) {
                reason = reason == null
                        ? "The source \"" + source + "\" sent " + words(needed)
                                + " of the account that were rejected or conflict with stored records."
                        : reason;
            } else if (cover == null || kind.boundByDay() && cover.completeThrough() == null) {
                reason = reason != null
                        ? reason
                        : kind.boundByDay()
                                ? "No source says until which day its " + words(needed) + " are complete."
                                : "No source delivers " + words(needed) + ".";
            } else if (kind.boundByDay() && cover.open()) {
                reason = reason == null
                        ? "A source of " + words(needed) + " does not say until which day it is complete."
                        : reason;
            } else if ((kind.boundByDay() || kind == RecordKind.USER) && cover.completeThrough() != null) {
                LocalDate day = cover.completeThrough();
                through = through == null || day.isBefore(through) ? day : through;
                if (asOf.isAfter(day) && reason == null) {
                    reason = "The " + words(needed) + " are complete only until " + day + ".";
                }
            }
        }
        return new Verdict(reason, through);
    }

    private static List<ObservationKind> needed(MetricDefinition definition, boolean ofCustomers) {
        List<ObservationKind> needed = new ArrayList<>(definition.coverage());
        if (ofCustomers && !needed.contains(ObservationKind.CONTRACT_PERIODS)) {
            needed.add(ObservationKind.CONTRACT_PERIODS);
        }
        return needed;
    }

    private static String words(ObservationKind kind) {
        return kind == ObservationKind.USAGE
                ? "usage records"
                : kind.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
    }

    private static RecordKind kindOf(ObservationKind kind) {
        return switch (kind) {
            case ACCOUNTS -> RecordKind.ACCOUNT;
            case CONTACTS -> RecordKind.CONTACT;
            case USERS -> RecordKind.USER;
            case CONTRACT_PERIODS -> RecordKind.CONTRACT_PERIOD;
            case CHURN_EVENTS -> RecordKind.CHURN_EVENT;
            case USAGE -> RecordKind.USAGE;
            case TICKETS -> RecordKind.TICKET;
            case TOUCHPOINTS -> RecordKind.TOUCHPOINT;
            case SENTIMENTS -> RecordKind.SENTIMENT;
        };
    }
}
