package io.tidewatch.metric.history;

import io.tidewatch.metric.language.FieldType;
import io.tidewatch.metric.language.RecordKind;
import io.tidewatch.metric.language.Vocabulary;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Collects what is known of an account. Adds the records that follow from others, see {@link DerivedRecords}. */
public final class HistoryBuilder {
    private static final long MICROS_OF_DAY = 86_400_000_000L;
    private static final String SIGN_UP = "signupDate";

    private final Vocabulary vocabulary;
    private final Dictionary dictionary;
    private final String accountId;
    /** By kind; most accounts have records of few kinds, so the others cost nothing. */
    private final Map<String, RowsBuilder> rows = new LinkedHashMap<>();

    private final Map<String, CoveredDays> covered = new HashMap<>();
    private final TreeMap<LocalDate, Map<String, Object>> attributes = new TreeMap<>();
    private LocalDate firstKnown;
    private Map<String, Object> reachingBack;
    private LocalDate firstRecord;

    /** Of nothing yet. */
    public HistoryBuilder(Vocabulary vocabulary, Dictionary dictionary, String accountId) {
        this.vocabulary = vocabulary;
        this.dictionary = dictionary;
        this.accountId = accountId;
    }

    /** Where records of a kind are added one by one; null for a kind outside the vocabulary. */
    public RowsBuilder rows(String kind) {
        RowsBuilder begun = rows.get(kind);
        RecordKind is = begun == null ? vocabulary.kind(kind) : null;
        if (is != null) {
            begun = new RowsBuilder(is, dictionary);
            rows.put(kind, begun);
        }
        return begun;
    }

    /** Whether there are records of a kind so far. */
    public boolean has(String kind) {
        RowsBuilder begun = rows.get(kind);
        return begun != null && begun.size() > 0;
    }

    /**
     * Adds a record. Fields that the kind does not have are left out; those of a touchpoint that follow from others are computed where they
     * are missing.
     *
     * @throws IllegalArgumentException for a kind outside the vocabulary
     */
    public HistoryBuilder add(AccountRecord record) {
        add(
                record.kind(),
                record.id(),
                record.kind().equals(Touchpoints.KIND) ? Touchpoints.withComputed(record.fields()) : record.fields());
        return this;
    }

    private void add(String kind, String id, Map<String, Object> fields) {
        RowsBuilder to = rows(kind);
        if (to == null) {
            throw new IllegalArgumentException("There is no kind of record '" + kind + "'");
        }
        to.next(id);
        fields.forEach((name, value) -> {
            ColumnBuilder column = to.column(name);
            if (column != null) {
                column.value(value);
            }
        });
    }

    /**
     * The attributes of the account from this day on, by name, as in {@link AccountRecord}. Versions come in the order in which they
     * became known: each replaces, from its day on, those that came before it. The first known ones reach back.
     */
    public HistoryBuilder attributes(LocalDate validFrom, Map<String, Object> values) {
        if (firstKnown == null) {
            firstKnown = validFrom;
        }
        attributes.tailMap(validFrom, true).clear();
        attributes.put(validFrom, values);
        if (attributes.firstKey().equals(firstKnown)) {
            reachingBack = attributes.get(firstKnown);
        }
        return this;
    }

    /** Whether the account has a day of sign-up or a contract period so far, with the earlier of which it began. */
    public boolean hasBeginning() {
        return has(DerivedRecords.CONTRACT_PERIOD)
                || attributes.values().stream().anyMatch(values -> values.get(SIGN_UP) != null);
    }

    /** The day of the first record of any kind, for an account without {@link #hasBeginning}; without it, records that were added count. */
    public HistoryBuilder firstRecord(LocalDate day) {
        firstRecord = day;
        return this;
    }

    /** What is covered of a kind. Without it, nothing is. */
    public HistoryBuilder covered(String kind, CoveredDays days) {
        covered.put(kind, days);
        return this;
    }

    /**
     * The history.
     *
     * @param horizon slots of cadences are derived up to the first one that begins after this day: values change when it does
     */
    public AccountHistory build(LocalDate horizon) {
        if (reachingBack != null && attributes.firstKey().isBefore(firstKnown)) {
            attributes.put(attributes.firstKey().minusDays(1), reachingBack);
        }
        boolean hasBeginning = hasBeginning();
        attributes.forEach((from, values) -> add(Vocabulary.ACCOUNT, from.toString(), values));
        rows.forEach((name, builder) -> {
            if (!name.equals(Vocabulary.ACCOUNT)) {
                builder.sort();
            }
        });
        DerivedRecords.add(this, horizon);
        Touchpoints.markSponsors(rows.get(Touchpoints.KIND), rows.get(Touchpoints.CONTACT), dictionary);
        Map<String, References> references = references();
        Map<String, Rows> built = new HashMap<>();
        rows.forEach((name, builder) -> {
            builder.refer(references);
            if (builder.size() > 0) {
                built.put(name, builder.build());
            }
        });
        int[] from = attributes.keySet().stream()
                .mapToInt(day -> Math.toIntExact(day.toEpochDay()))
                .toArray();
        return new AccountHistory(
                accountId,
                dictionary,
                built,
                dictionary.withoutRecords(vocabulary),
                references,
                covered,
                from,
                firstDay(built),
                hasBeginning);
    }

    /** Numbers for the records of the kinds that there are references to. */
    private Map<String, References> references() {
        Set<String> referred = new HashSet<>();
        rows.values().forEach(builder -> builder.addTargets(referred));
        Map<String, References> references = new HashMap<>();
        for (String kind : referred) {
            References numbers = new References();
            RowsBuilder records = rows.get(kind);
            for (int row = 0; records != null && row < records.size(); row++) {
                if (records.id(row) != null) {
                    numbers.number(dictionary.add(records.id(row)));
                }
            }
            references.put(kind, numbers);
        }
        return references;
    }

    private int firstDay(Map<String, Rows> built) {
        int signedUp = first(built.get(Vocabulary.ACCOUNT));
        int contract = first(built.get(DerivedRecords.CONTRACT_PERIOD));
        int first = Math.min(signedUp, contract);
        if (first == Integer.MAX_VALUE && firstRecord != null) {
            return Math.toIntExact(firstRecord.toEpochDay());
        }
        if (first == Integer.MAX_VALUE) {
            for (Rows any : built.values()) {
                first = Math.min(first, first(any));
            }
        }
        return first == Integer.MAX_VALUE ? Integer.MIN_VALUE : first;
    }

    /** The first day that records count by; {@link Integer#MAX_VALUE} without one. */
    private static int first(Rows rows) {
        RecordKind kind = rows == null ? null : rows.kind();
        if (kind == null || kind.time() == null || rows.size() == 0) {
            return Integer.MAX_VALUE;
        }
        Column time = rows.column(kind.time());
        long least = Long.MAX_VALUE;
        for (int row = 0; row < rows.size(); row++) {
            least = time.isMissing(row) ? least : Math.min(least, time.longs()[row]);
        }
        if (least == Long.MAX_VALUE) {
            return Integer.MAX_VALUE;
        }
        return Math.toIntExact(time.type() == FieldType.INSTANT ? Math.floorDiv(least, MICROS_OF_DAY) : least);
    }
}
