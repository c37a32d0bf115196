package io.tidewatch.ingestion.history;

import io.smallrye.mutiny.Uni;
import io.tidewatch.ingestion.mapping.RecordKind;
import io.tidewatch.metric.history.CoveredDays;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What is covered for each account. A source that delivers accounts of its own covers those it has delivered or named, and
 * those that were made by request; a source that delivers none covers every account. Every source covers the records without an
 * account. Where several sources deliver a kind,
 * all of them must be complete: the last of their first days and the first of their last days count. For figures as they were
 * known at a time, it is what the sources had declared by then.
 *
 * <p>Contract periods, contacts and accounts say themselves from when to when they hold, so it is enough that a source
 * delivers them. Seats, and everything that is counted, hold no longer than the source is complete. A declared kind is of the
 * first sort when it {@code holds}.
 */
final class HistoryCoverage {

    private static final String DECLARED =
            "select source, kind, complete_from, complete_through from coverage_known(coalesce($1::timestamptz, 'infinity'))";

    // The sources of accounts, null for a request. One look into each index for all accounts; a look per account takes
    // ten times as long.
    private static final String SOURCES = """
            select l.account_id, l.source from account_source l
            where l.account_id = any ($1) and l.known_at <= coalesce($2::timestamptz, 'infinity')
            union all
            select a.id, null from account a where a.id = any ($1) and a.source = 'api'
            union all
            select n.id, null from unnest($1) as n (id) where n.id = '-'
            """;

    private static final String UNSETTLED =
            "select account_id, kind, source from unsettled_known($1, coalesce($2::timestamptz, 'infinity'))";

    /**
     * Between which days a source is complete for a kind; null where it does not say.
     *
     * @param kind the name of a {@link RecordKind}, or that of a declared kind
     */
    private record Declared(String source, String kind, LocalDate from, LocalDate through) {}

    /** The sources that cover an account; all of them when it was made by request. */
    private record Sources(boolean byRequest, Set<String> names) {

        static final Sources NONE = new Sources(false, Set.of());

        static Sources of(String source) {
            return source == null ? new Sources(true, Set.of()) : new Sources(false, Set.of(source));
        }

        Sources and(Sources others) {
            Set<String> all = new HashSet<>(names);
            all.addAll(others.names);
            return new Sources(byRequest || others.byRequest, all);
        }
    }

    /** Between which days a kind is complete, as far as the sources say, and whether one of them does not say until when. */
    private record Cover(LocalDate from, LocalDate through, boolean open) {

        /** Of two sources both must be complete. */
        Cover and(Cover other) {
            return new Cover(
                    from == null || other.from != null && other.from.isAfter(from) ? other.from : from,
                    through == null || other.through != null && other.through.isBefore(through)
                            ? other.through
                            : through,
                    open || other.open);
        }
    }

    private final Map<String, Map<String, Cover>> covers = new HashMap<>();
    /** What is covered of accounts without a source. */
    private final Map<String, Cover> withoutSource;
    /** By account, the kinds of which rows are missing, and the source of these rows. */
    private final Map<String, Map<String, String>> unsettled = new HashMap<>();

    private HistoryCoverage(RowSet<Row> declared, RowSet<Row> sources, RowSet<Row> unsettled) {
        List<Declared> all = declared(declared);
        Map<String, Sources> its = new HashMap<>();
        sources.forEach(row -> its.merge(row.getString(0), Sources.of(row.getString(1)), Sources::and));
        // Accounts with the same sources share what these cover.
        Map<Sources, Map<String, Cover>> shared = new HashMap<>();
        its.forEach((account, of) -> covers.put(account, shared.computeIfAbsent(of, one -> covers(one, all))));
        withoutSource = covers(Sources.NONE, all);
        unsettled.forEach(row -> this.unsettled
                .computeIfAbsent(row.getString(0), a -> new HashMap<>())
                .put(row.getString(1), row.getString(2)));
    }

    /** Reads, with all statements sent at once. */
    static Uni<HistoryCoverage> read(SqlClient client, HistoryScope scope) {
        Uni<RowSet<Row>> declared =
                client.preparedQuery(DECLARED).execute(Tuple.tuple().addOffsetDateTime(scope.knownAt()));
        Uni<RowSet<Row>> sources = client.preparedQuery(SOURCES).execute(parameters(scope));
        Uni<RowSet<Row>> unsettled = client.preparedQuery(UNSETTLED).execute(parameters(scope));
        return Uni.combine().all().unis(declared, sources, unsettled).with(HistoryCoverage::new);
    }

    private static List<Declared> declared(RowSet<Row> rows) {
        List<Declared> declared = new ArrayList<>();
        rows.forEach(row -> declared.add(
                new Declared(row.getString(0), row.getString(1), row.getLocalDate(2), row.getLocalDate(3))));
        return declared;
    }

    private static Map<String, Cover> covers(Sources sources, List<Declared> declared) {
        Set<String> withAccounts = declared.stream()
                .filter(one -> one.kind().equals(RecordKind.ACCOUNT.name()))
                .map(Declared::source)
                .collect(Collectors.toSet());
        Map<String, Cover> covers = new HashMap<>();
        for (Declared one : declared) {
            if (sources.byRequest()
                    || !withAccounts.contains(one.source())
                    || sources.names().contains(one.source())) {
                covers.merge(one.kind(), new Cover(one.from(), one.through(), one.through() == null), Cover::and);
            }
        }
        return covers;
    }

    private static Tuple parameters(HistoryScope scope) {
        return Tuple.tuple().addArrayOfString(scope.accountArray()).addOffsetDateTime(scope.knownAt());
    }

    /**
     * What is covered of a kind.
     *
     * @param present whether the account has records of the kind: of what came by request the records themselves show that it
     *     is known
     */
    CoveredDays of(String accountId, StoredKind stored, boolean present) {
        RecordKind kind = RecordKind.valueOf(stored.name());
        CoveredDays missing = missing(accountId, kind.name(), words(kind));
        if (missing != null) {
            return missing;
        }
        Cover cover = covers.getOrDefault(accountId, withoutSource).get(kind.name());
        if (kind.boundByDay()) {
            return days(cover, words(kind));
        }
        if (cover == null && !present) {
            return CoveredDays.never("No source delivers " + words(kind) + ".");
        }
        // Seats hold no longer than their source is complete; the others say themselves how long they hold.
        return kind == RecordKind.USER && cover != null && cover.through() != null
                ? new CoveredDays(Integer.MIN_VALUE, day(cover.through()), null)
                : CoveredDays.ALWAYS;
    }

    /** As for a built-in kind, for one that a catalogue declares: it says itself whether its records hold. */
    CoveredDays of(String accountId, io.tidewatch.metric.language.RecordKind declared, boolean present) {
        String words = declared.name().replace('_', ' ') + " records";
        CoveredDays missing = missing(accountId, declared.name(), words);
        if (missing != null) {
            return missing;
        }
        Cover cover = covers.getOrDefault(accountId, withoutSource).get(declared.name());
        if (!declared.holds()) {
            return days(cover, words);
        }
        return cover == null && !present ? CoveredDays.never("No source delivers " + words + ".") : CoveredDays.ALWAYS;
    }

    /** Why nothing is covered while a source has sent rows that are not stored; null when there are none. */
    private CoveredDays missing(String accountId, String kind, String words) {
        String source = unsettled.getOrDefault(accountId, Map.of()).get(kind);
        return source == null
                ? null
                : CoveredDays.never("The source \"" + source + "\" sent " + words
                        + " of the account that were rejected or conflict with stored records.");
    }

    private static CoveredDays days(Cover cover, String words) {
        if (cover == null || cover.through() == null) {
            return CoveredDays.never("No source says until which day its " + words + " are complete.");
        }
        if (cover.open()) {
            return CoveredDays.never("A source of " + words + " does not say until which day it is complete.");
        }
        return new CoveredDays(
                cover.from() == null ? Integer.MIN_VALUE : day(cover.from()), day(cover.through()), null);
    }

    private static int day(LocalDate date) {
        return Math.toIntExact(date.toEpochDay());
    }

    private static String words(RecordKind kind) {
        return kind == RecordKind.USAGE
                ? "usage records"
                : kind.name().toLowerCase(Locale.ROOT).replace('_', ' ') + "s";
    }
}
