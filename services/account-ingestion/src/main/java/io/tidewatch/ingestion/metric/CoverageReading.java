package io.tidewatch.ingestion.metric;

import io.smallrye.mutiny.Uni;
import io.tidewatch.ingestion.mapping.RecordKind;
import io.tidewatch.metric.Measure;
import io.tidewatch.metric.MetricDefinition;
import io.tidewatch.metric.ObservationKind;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is covered for each account. A source that brings accounts of its own covers those it has brought or named, and
 * those that were made by request; a source that brings none covers every account. Where several sources bring a kind,
 * all of them must be complete, so the least of their days counts. For figures as they were known at a time, it is what
 * the sources had said by then.
 *
 * <p>Contract periods, contacts and accounts say themselves from when to when they hold, so it is enough that someone
 * brings them. Seats, and everything that is counted, hold no longer than the source is complete.
 */
final class CoverageReading {

    private static final String READ = """
            with said as (select * from coverage_known(coalesce($2::timestamptz, 'infinity')))
            select a.id as account_id, c.kind, min(c.complete_through) as complete_through,
                   bool_or(c.complete_through is null) as open
            from account a
            join said c
              on not exists (select 1 from said o where o.source = c.source and o.kind = 'ACCOUNT')
              or a.source = 'api'
              or exists (select 1 from account_source l where l.account_id = a.id and l.source = c.source
                                                         and l.known_at <= coalesce($2::timestamptz, 'infinity'))
            where $1::text[] is null or a.id = any ($1)
            group by a.id, c.kind
            """;

    // Records that came by request speak for themselves.
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
            """.formatted("coalesce($2::timestamptz, 'infinity')", "($1::text[] is null or x.account_id = any ($1))");

    /** Until when a kind is complete; null where the sources do not say. */
    private record Cover(LocalDate completeThrough, boolean open) {}

    /** Whether a metric can be told of an account on a day. */
    record Verdict(String reason, LocalDate coveredThrough) {}

    private static final Set<Measure> CONTRACTS = EnumSet.of(
            Measure.MRR_AT_START,
            Measure.MRR_RETAINED,
            Measure.MRR_AT_END,
            Measure.ACCOUNTS_AT_START,
            Measure.ACCOUNTS_LOST,
            Measure.ARR,
            Measure.PURCHASED_SEATS,
            Measure.NEXT_PAID_END);

    private final Map<String, Map<RecordKind, Cover>> covers = new HashMap<>();

    private CoverageReading() {}

    static Uni<CoverageReading> read(SqlClient client, MetricScope scope) {
        CoverageReading reading = new CoverageReading();
        return client.preparedQuery(PRESENT)
                .execute(parameters(scope))
                .invoke(rows -> rows.forEach(
                        row -> reading.put(row.getString("account_id"), row.getString("kind"), new Cover(null, true))))
                .chain(() -> client.preparedQuery(READ).execute(parameters(scope)))
                .invoke(rows -> rows.forEach(row -> reading.put(
                        row.getString("account_id"),
                        row.getString("kind"),
                        new Cover(row.getLocalDate("complete_through"), row.getBoolean("open")))))
                .replaceWith(reading);
    }

    private static Tuple parameters(MetricScope scope) {
        return Tuple.tuple().addArrayOfString(scope.accountArray()).addOffsetDateTime(scope.knownAt());
    }

    private void put(String account, String kind, Cover cover) {
        covers.computeIfAbsent(account, a -> new HashMap<>()).put(RecordKind.valueOf(kind), cover);
    }

    /** Whether the data that a definition needs cover the day. */
    Verdict of(String accountId, MetricDefinition definition, LocalDate asOf) {
        LocalDate through = null;
        String reason = null;
        for (ObservationKind needed : needed(definition)) {
            RecordKind kind = kindOf(needed);
            Cover cover = covers.getOrDefault(accountId, Map.of()).get(kind);
            if (cover == null) {
                reason = reason == null ? "No source brings " + words(needed) + "." : reason;
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

    /** What the definition asks for; and revenue that nobody tells us is unknown, not 0, whether it asks or not. */
    private static List<ObservationKind> needed(MetricDefinition definition) {
        List<ObservationKind> needed = new ArrayList<>(definition.coverage());
        boolean contracts = CONTRACTS.contains(definition.numerator().measure())
                || definition.denominator() != null
                        && CONTRACTS.contains(definition.denominator().measure());
        if (contracts && !needed.contains(ObservationKind.CONTRACT_PERIODS)) {
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
