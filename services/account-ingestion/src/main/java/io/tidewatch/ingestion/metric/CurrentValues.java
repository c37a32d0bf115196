package io.tidewatch.ingestion.metric;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.tidewatch.ingestion.history.Histories;
import io.tidewatch.ingestion.history.HistoryScope;
import io.tidewatch.ingestion.history.UsageReading;
import io.tidewatch.ingestion.mapping.RecordKind;
import io.tidewatch.ingestion.values.AccountRow;
import io.tidewatch.ingestion.values.MetricSlots;
import io.tidewatch.ingestion.values.SlotValue;
import io.tidewatch.ingestion.values.StoredRow;
import io.tidewatch.metric.catalogue.MetricDefinition;
import io.tidewatch.metric.evaluation.AccountValues;
import io.tidewatch.metric.evaluation.CompiledMetrics;
import io.tidewatch.metric.evaluation.Days;
import io.tidewatch.metric.evaluation.Evaluation;
import io.tidewatch.metric.history.AccountHistory;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Computes the rows of values of accounts as they are on a day. Of an account whose records of some kinds changed, only metrics
 * that read them are computed; the others stay as they are stored. The records that rules judge by are part of the row.
 */
final class CurrentValues {

    /** Changes of these decide about the coverage or the population of every metric. */
    private static final Set<String> FOR_ALL = Set.of(RecordKind.ACCOUNT.name(), RecordKind.CONTRACT_PERIOD.name());

    /** A definition of a live catalogue, and where its values are kept. */
    private record Kept(int slot, MetricDefinition definition) {}

    /** What one catalogue adds to those before it. */
    private record Share(EvaluatedCatalogue catalogue, List<Kept> kept) {}

    private final List<Share> shares;
    private final Set<Integer> slots = new HashSet<>();
    private final Map<Set<String>, Set<Integer>> reading = new HashMap<>();
    private final Set<String> judgedKinds;

    private CurrentValues(List<Share> shares, Set<String> judgedKinds) {
        this.shares = shares;
        this.judgedKinds = judgedKinds;
        shares.forEach(share -> share.kept().forEach(kept -> slots.add(kept.slot())));
    }

    /**
     * For these catalogues. Each definition is computed once, however many catalogues have it.
     *
     * @param live the newest first
     */
    static Uni<CurrentValues> of(MetricSlots slots, List<CatalogueStore.Live> live) {
        Map<String, MetricSlots.Definition> all = new HashMap<>();
        live.forEach(one -> one.catalogue()
                .tracked()
                .forEach(definition ->
                        all.putIfAbsent(definition.definitionHash() + definition.id(), slot(definition))));
        return slots.of(all.values()).map(numbers -> {
            List<Share> shares = new ArrayList<>();
            Set<Integer> taken = new HashSet<>();
            for (CatalogueStore.Live one : live) {
                List<Kept> kept = one.catalogue().tracked().stream()
                        .map(definition -> new Kept(numbers.get(slot(definition)), definition))
                        .filter(own -> taken.add(own.slot()))
                        .toList();
                if (!kept.isEmpty()) {
                    shares.add(new Share(one.catalogue(), kept));
                }
            }
            return new CurrentValues(
                    shares,
                    live.stream().flatMap(one -> one.judgedKinds().stream()).collect(Collectors.toSet()));
        });
    }

    private static MetricSlots.Definition slot(MetricDefinition definition) {
        boolean months = definition.period() != null && definition.period().months();
        Integer days = definition.period() == null
                ? definition.windowDays()
                : months ? null : Integer.valueOf(definition.period().length());
        return new MetricSlots.Definition(
                definition.id(),
                definition.definitionHash(),
                days,
                months ? definition.period().length() : null,
                switch (definition.anchoring()) {
                    case NONE -> null;
                    case SINCE -> MetricSlots.Counts.SINCE;
                    case UNTIL -> MetricSlots.Counts.UNTIL;
                });
    }

    /**
     * The rows of accounts on a day.
     *
     * @param changed by account, the kinds of record that changed; null for all
     * @param before the stored rows of these accounts, as far as there are any
     */
    Uni<List<AccountRow>> rows(
            SqlConnection tx,
            LocalDate today,
            SortedMap<String, Set<String>> changed,
            Map<String, StoredRow> before,
            UsageReading usage) {
        Map<Set<Integer>, List<String>> together = new HashMap<>();
        changed.forEach((account, kinds) -> together.computeIfAbsent(
                        toCompute(kinds, row(before.get(account)), today), slots -> new ArrayList<>())
                .add(account));
        Map<String, AccountRow> rows = new TreeMap<>();
        Uni<Void> all = Uni.createFrom().voidItem();
        for (Map.Entry<Set<Integer>, List<String>> group : together.entrySet()) {
            group.getValue()
                    .forEach(account ->
                            rows.put(account, start(account, group.getKey(), row(before.get(account)), today)));
            for (Share share : shares) {
                List<Kept> wanted = share.kept().stream()
                        .filter(kept -> group.getKey().contains(kept.slot()))
                        .toList();
                if (!wanted.isEmpty()) {
                    all = all.chain(
                            () -> evaluate(tx, today, usage, share.catalogue(), wanted, group.getValue(), rows));
                }
            }
        }
        return all.chain(() -> withRecords(tx, changed, before, rows));
    }

    /** The rows with the records that rules judge by; those of accounts with no changed record of their kinds stay. */
    private Uni<List<AccountRow>> withRecords(
            SqlConnection tx,
            SortedMap<String, Set<String>> changed,
            Map<String, StoredRow> before,
            Map<String, AccountRow> rows) {
        Set<String> read = new HashSet<>();
        changed.forEach((account, kinds) -> {
            if (kinds == null || before.get(account) == null || kinds.stream().anyMatch(this::isJudged)) {
                read.add(account);
            }
        });
        return JudgedRecords.newest(tx, read, judgedKinds).map(records -> rows.values().stream()
                .map(row -> row.with(
                        read.contains(row.accountId())
                                ? records.get(row.accountId())
                                : before.get(row.accountId()).row().records()))
                .toList());
    }

    private boolean isJudged(String kind) {
        return judgedKinds.contains(kind.toLowerCase(Locale.ROOT));
    }

    private static AccountRow row(StoredRow stored) {
        return stored == null ? null : stored.row();
    }

    /** The slots that must be computed; the others of the stored row still hold. */
    private Set<Integer> toCompute(Set<String> kinds, AccountRow before, LocalDate today) {
        boolean all = kinds == null
                || before == null
                || kinds.stream().anyMatch(FOR_ALL::contains)
                || !before.hasBeginning()
                || !before.holdsOn(today)
                || slots.stream().anyMatch(slot -> before.value(slot) == null);
        return all ? slots : reading.computeIfAbsent(kinds, this::reading);
    }

    /** The slots of the definitions that read one of these kinds of record. */
    private Set<Integer> reading(Set<String> kinds) {
        Set<String> read = new HashSet<>();
        kinds.forEach(kind -> read.add(kind.toLowerCase(Locale.ROOT)));
        Set<Integer> reading = new HashSet<>();
        for (Share share : shares) {
            for (Kept kept : share.kept()) {
                Set<String> own = share.catalogue().kindsOf(kept.definition().id());
                if (own.stream().anyMatch(read::contains)) {
                    reading.add(kept.slot());
                }
            }
        }
        return reading;
    }

    /** The row with what stays of the stored one. */
    private AccountRow start(String account, Set<Integer> toCompute, AccountRow before, LocalDate today) {
        List<SlotValue> kept = before == null
                ? List.of()
                : before.values().stream()
                        .filter(value -> slots.contains(value.slot()) && !toCompute.contains(value.slot()))
                        .toList();
        LocalDate nextChangeAt = kept.isEmpty() ? today.plusYears(1) : before.nextChangeAt();
        return AccountRow.of(
                account,
                today,
                nextChangeAt,
                before == null || before.customer(),
                before == null || before.hasBeginning(),
                kept);
    }

    private static Uni<Void> evaluate(
            SqlConnection tx,
            LocalDate today,
            UsageReading usage,
            EvaluatedCatalogue catalogue,
            List<Kept> wanted,
            List<String> accounts,
            Map<String, AccountRow> rows) {
        return catalogue
                .compiled(wanted.stream().map(kept -> kept.definition().id()).toList())
                .chain(metrics -> evaluate(tx, today, usage, catalogue, metrics, wanted, accounts, rows));
    }

    private static Uni<Void> evaluate(
            SqlConnection tx,
            LocalDate today,
            UsageReading usage,
            EvaluatedCatalogue catalogue,
            CompiledMetrics metrics,
            List<Kept> wanted,
            List<String> accounts,
            Map<String, AccountRow> rows) {
        HistoryScope scope = new HistoryScope(accounts, metrics.held(), null, today);
        return StoredRates.load(tx, metrics, null, today, today)
                .chain(rates -> Histories.load(tx, scope, usage)
                        // Not on the thread that reads from the database.
                        .emitOn(Infrastructure.getDefaultWorkerPool())
                        .invoke(histories -> {
                            Evaluation evaluation = metrics.evaluation(rates);
                            Days days = Days.of(today);
                            for (AccountHistory history : histories) {
                                rows.computeIfPresent(
                                        history.accountId(),
                                        (account, row) -> isOutside(catalogue, history, today)
                                                ? outside(wanted, history, row, today)
                                                : row(
                                                        catalogue,
                                                        wanted,
                                                        history,
                                                        evaluation.evaluate(history, days),
                                                        row,
                                                        today));
                            }
                        }))
                .replaceWithVoid();
    }

    /** Whom a paid contract period does not cover is nobody's risk or chance, whatever a metric says of the past. */
    private static boolean isOutside(EvaluatedCatalogue catalogue, AccountHistory history, LocalDate today) {
        return PaidRevenue.isKnown(history, catalogue.vocabulary()) && !PaidRevenue.isCustomer(history, today);
    }

    /** Of an account that no metric is about. Nothing but a contract period changes that, so nothing else is computed. */
    private static AccountRow outside(List<Kept> wanted, AccountHistory history, AccountRow row, LocalDate today) {
        List<SlotValue> all = new ArrayList<>(row.values());
        wanted.forEach(kept -> all.add(ValueReading.outside(kept.slot())));
        LocalDate nextChangeAt = earliest(row.nextChangeAt(), PaidRevenue.nextChange(history, today));
        return AccountRow.of(row.accountId(), today, nextChangeAt, false, history.hasBeginning(), all);
    }

    private static AccountRow row(
            EvaluatedCatalogue catalogue,
            List<Kept> wanted,
            AccountHistory history,
            AccountValues values,
            AccountRow row,
            LocalDate today) {
        List<SlotValue> computed = new ArrayList<>(row.values());
        for (Kept kept : wanted) {
            String id = kept.definition().id();
            computed.add(ValueReading.kept(
                    kept.slot(), kept.definition(), values.value(id), catalogue.detailsOf(id), history, today));
        }
        LocalDate nextChangeAt = earliest(row.nextChangeAt(), values.nextChange(catalogue.counted()));
        nextChangeAt = earliest(nextChangeAt, PaidRevenue.nextChange(history, today));
        return AccountRow.of(row.accountId(), today, nextChangeAt, true, history.hasBeginning(), computed);
    }

    private static LocalDate earliest(LocalDate day, LocalDate orNull) {
        return orNull == null || day.isBefore(orNull) ? day : orNull;
    }
}
