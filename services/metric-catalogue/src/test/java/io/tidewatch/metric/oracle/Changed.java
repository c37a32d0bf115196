package io.tidewatch.metric.oracle;

import io.tidewatch.metric.history.AccountRecord;
import io.tidewatch.metric.language.RecordField;
import io.tidewatch.metric.language.RecordKind;
import io.tidewatch.metric.language.RecordKind.Home;
import io.tidewatch.metric.language.Vocabulary;
import io.tidewatch.metric.oracle.PlainAccount.Covered;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/** Accounts that are changed in a way of which one knows what it does to metrics. */
final class Changed {
    private Changed() {}

    /** All days later by this number of days. */
    static PlainAccount shifted(PlainAccount account, int days) {
        List<AccountRecord> records = account.records().stream()
                .map(record -> new AccountRecord(record.kind(), record.id(), shifted(record.fields(), days)))
                .toList();
        TreeMap<LocalDate, Map<String, Object>> attributes = new TreeMap<>();
        account.attributes().forEach((from, values) -> attributes.put(from.plusDays(days), shifted(values, days)));
        Map<String, Covered> covered = new TreeMap<>();
        account.covered()
                .forEach((kind, those) -> covered.put(
                        kind,
                        new Covered(those.from().plusDays(days), those.through().plusDays(days))));
        return new PlainAccount(
                account.id(), records, attributes, covered, account.horizon().plusDays(days));
    }

    private static Map<String, Object> shifted(Map<String, Object> fields, int days) {
        Map<String, Object> shifted = new HashMap<>();
        fields.forEach((name, value) -> shifted.put(
                name,
                switch (value) {
                    case LocalDate day -> day.plusDays(days);
                    case Instant at -> at.plus(Duration.ofDays(days));
                    default -> value;
                }));
        return shifted;
    }

    /** With records of these kinds alone. */
    static PlainAccount only(PlainAccount account, Set<String> kinds) {
        return account.with(account.records().stream()
                .filter(record -> kinds.contains(record.kind()))
                .toList());
    }

    /** Without the records of a kind. */
    static PlainAccount without(PlainAccount account, String kind) {
        return account.with(account.records().stream()
                .filter(record -> !record.kind().equals(kind))
                .toList());
    }

    /** The records in another order. */
    static PlainAccount shuffled(PlainAccount account, long seed) {
        List<AccountRecord> records = new ArrayList<>(account.records());
        Collections.shuffle(records, new Random(seed));
        return account.with(records);
    }

    /** Without a source of a kind. */
    static PlainAccount uncovered(PlainAccount account, String kind) {
        Map<String, Covered> covered = new TreeMap<>(account.covered());
        covered.remove(kind);
        return new PlainAccount(account.id(), account.records(), account.attributes(), covered, account.horizon());
    }

    /** With slots of cadences that are derived up to another day. */
    static PlainAccount withHorizon(PlainAccount account, LocalDate horizon) {
        return new PlainAccount(account.id(), account.records(), account.attributes(), account.covered(), horizon);
    }

    /** With records of which nothing has happened by the day: none of their days is planned, and all come later. */
    static PlainAccount withLater(Vocabulary vocabulary, PlainAccount account, LocalDate asOf) {
        List<AccountRecord> records = new ArrayList<>(account.records());
        for (AccountRecord record : account.records()) {
            RecordKind kind = vocabulary.kind(record.kind());
            boolean happens = kind.home() != Home.DERIVED
                    && kind.time() != null
                    && kind.fields().values().stream().noneMatch(RecordField::planned);
            if (happens && record.fields().containsKey(kind.time())) {
                Map<String, Object> fields = new HashMap<>(record.fields());
                fields.replaceAll((name, value) -> switch (value) {
                    case LocalDate day -> asOf.plusDays(1 + day.getDayOfMonth());
                    case Instant at -> at.plus(Duration.ofDays(20_000));
                    default -> value;
                });
                records.add(new AccountRecord(record.kind(), "later " + record.id(), fields));
            }
        }
        return account.with(records);
    }
}
