package io.tidewatch.ingestion.values;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** Reads and writes the rows of values. */
public final class ValueRows {

    private static final TypeReference<Map<Integer, Map<String, String>>> DETAILS = new TypeReference<>() {};

    private static final String COLUMNS = """
            select account_id, as_of, next_change_at, customer, has_beginning, slots, states, value, numerator, denominator, currency,
                   anchor, covered_through, reason, reasons, details::text, version, catalogue_hash
            from account_values\s""";

    private static final String READ = COLUMNS + "where account_id = any ($1)";

    private static final String PAGE =
            COLUMNS + "where partition = $1::smallint and account_id > $2 order by account_id limit $3";

    // A new version only where something is published: consumers apply what is newer.
    private static final String WRITE = """
            insert into account_values as v (account_id, partition, version, as_of, next_change_at, catalogue_number, catalogue_hash,
                customer, has_beginning, slots, states, value, numerator, denominator, currency, anchor, covered_through, reason, reasons,
                details)
            values ($1, partition_of($1), 1, $2, $3, $4, $5, $6, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19::text::jsonb)
            on conflict (account_id) do update
            set version = v.version + $7, as_of = excluded.as_of, next_change_at = excluded.next_change_at,
                catalogue_number = excluded.catalogue_number, catalogue_hash = excluded.catalogue_hash, customer = excluded.customer,
                has_beginning = excluded.has_beginning, slots = excluded.slots, states = excluded.states,
                value = excluded.value, numerator = excluded.numerator, denominator = excluded.denominator,
                currency = excluded.currency, anchor = excluded.anchor, covered_through = excluded.covered_through, reason = excluded.reason, reasons = excluded.reasons,
                details = excluded.details
            """;

    private static final String STAMP = """
            update account_values v
            set as_of = u.d, next_change_at = u.n, catalogue_number = $4, catalogue_hash = $5
            from unnest($1::text[], $2::date[], $3::date[]) as u (a, d, n)
            where v.account_id = u.a and (v.as_of, v.next_change_at, v.catalogue_number) is distinct from (u.d, u.n, $4)
            """;

    private ValueRows() {}

    /** The stored rows of accounts; those without a row are missing. */
    public static Uni<Map<String, StoredRow>> read(SqlClient tx, ObjectMapper json, Collection<String> accounts) {
        return tx.preparedQuery(READ)
                .execute(Tuple.tuple().addArrayOfString(accounts.toArray(String[]::new)))
                .map(rows -> {
                    Map<String, StoredRow> found = new HashMap<>();
                    rows.forEach(row -> found.put(row.getString(0), row(row, json)));
                    return found;
                });
    }

    /** The stored rows of a partition after an account, in order of the ids of their accounts. */
    static Uni<List<StoredRow>> page(SqlClient client, ObjectMapper json, int partition, String after, int limit) {
        return client.preparedQuery(PAGE)
                .execute(Tuple.of(partition, after, limit))
                .map(rows -> {
                    List<StoredRow> found = new ArrayList<>();
                    rows.forEach(row -> found.add(row(row, json)));
                    return found;
                });
    }

    private static StoredRow row(Row row, ObjectMapper json) {
        Integer[] slots = row.getArrayOfIntegers(5);
        Short[] states = row.getArrayOfShorts(6);
        Double[] value = row.getArrayOfDoubles(7);
        Double[] numerator = row.getArrayOfDoubles(8);
        Double[] denominator = row.getArrayOfDoubles(9);
        String[] currency = row.getArrayOfStrings(10);
        LocalDate[] anchor = row.getArrayOfLocalDates(11);
        LocalDate[] coveredThrough = row.getArrayOfLocalDates(12);
        Short[] reason = row.getArrayOfShorts(13);
        String[] reasons = row.getArrayOfStrings(14);
        Map<Integer, Map<String, String>> details = details(json, row.getString(15));
        List<SlotValue> values = new ArrayList<>();
        for (int i = 0; i < slots.length; i++) {
            values.add(new SlotValue(
                    slots[i],
                    SlotValue.State.of(states[i]),
                    value[i],
                    numerator[i],
                    denominator[i],
                    currency[i],
                    anchor[i],
                    coveredThrough[i],
                    reason[i] == null ? null : reasons[reason[i] - 1],
                    details.getOrDefault(slots[i], Map.of())));
        }
        return new StoredRow(
                AccountRow.of(
                        row.getString(0),
                        row.getLocalDate(1),
                        row.getLocalDate(2),
                        row.getBoolean(3),
                        row.getBoolean(4),
                        values),
                row.getLong(16),
                row.getString(17));
    }

    /**
     * Writes what has changed of rows.
     *
     * @param before the stored rows of the same accounts, as far as there are any
     * @param catalogueNumber of the newest catalogue whose values they hold
     * @return the rows that are to be published, as they are stored now, in order of their accounts
     */
    public static Uni<List<StoredRow>> write(
            SqlClient tx,
            ObjectMapper json,
            Collection<AccountRow> rows,
            Map<String, StoredRow> before,
            long catalogueNumber,
            String catalogueHash) {
        List<StoredRow> publish = new ArrayList<>();
        List<Tuple> changed = new ArrayList<>();
        List<AccountRow> same = new ArrayList<>();
        for (AccountRow row : new TreeMap<>(byAccount(rows)).values()) {
            StoredRow old = before.get(row.accountId());
            boolean published = old == null || row.differs(old.row());
            if (published) {
                publish.add(new StoredRow(row, old == null ? 1 : old.version() + 1, catalogueHash));
            }
            if (published || !row.hasTheSameValues(old.row())) {
                changed.add(parameters(row, published, json, catalogueNumber, catalogueHash));
            } else {
                same.add(row);
            }
        }
        return (changed.isEmpty()
                        ? Uni.createFrom().voidItem()
                        : tx.preparedQuery(WRITE).executeBatch(changed).replaceWithVoid())
                .chain(() -> same.isEmpty()
                        ? Uni.createFrom().voidItem()
                        : tx.preparedQuery(STAMP)
                                .execute(Tuple.tuple()
                                        .addArrayOfString(column(same, AccountRow::accountId)
                                                .toArray(String[]::new))
                                        .addArrayOfLocalDate(
                                                column(same, AccountRow::asOf).toArray(LocalDate[]::new))
                                        .addArrayOfLocalDate(column(same, AccountRow::nextChangeAt)
                                                .toArray(LocalDate[]::new))
                                        .addLong(catalogueNumber)
                                        .addString(catalogueHash))
                                .replaceWithVoid())
                .replaceWith(publish);
    }

    private static Map<String, AccountRow> byAccount(Collection<AccountRow> rows) {
        Map<String, AccountRow> byAccount = new HashMap<>();
        rows.forEach(row -> byAccount.put(row.accountId(), row));
        return byAccount;
    }

    private static Tuple parameters(
            AccountRow row, boolean published, ObjectMapper json, long catalogueNumber, String catalogueHash) {
        List<SlotValue> values = List.copyOf(row.values().values());
        List<String> reasons = values.stream()
                .map(SlotValue::reason)
                .filter(java.util.Objects::nonNull)
                .distinct()
                .toList();
        Map<Integer, Map<String, String>> details = new TreeMap<>();
        values.stream()
                .filter(value -> !value.details().isEmpty())
                .forEach(value -> details.put(value.slot(), value.details()));
        return Tuple.tuple()
                .addString(row.accountId())
                .addLocalDate(row.asOf())
                .addLocalDate(row.nextChangeAt())
                .addLong(catalogueNumber)
                .addString(catalogueHash)
                .addBoolean(row.customer())
                .addLong(published ? 1L : 0L)
                .addBoolean(row.hasBeginning())
                .addArrayOfInteger(column(values, SlotValue::slot).toArray(Integer[]::new))
                .addArrayOfShort(column(values, value -> value.state().number()).toArray(Short[]::new))
                .addArrayOfDouble(column(values, SlotValue::value).toArray(Double[]::new))
                .addArrayOfDouble(column(values, SlotValue::numerator).toArray(Double[]::new))
                .addArrayOfDouble(column(values, SlotValue::denominator).toArray(Double[]::new))
                .addArrayOfString(column(values, SlotValue::currency).toArray(String[]::new))
                .addArrayOfLocalDate(column(values, SlotValue::anchor).toArray(LocalDate[]::new))
                .addArrayOfLocalDate(column(values, SlotValue::coveredThrough).toArray(LocalDate[]::new))
                .addArrayOfShort(column(
                                values,
                                value -> value.reason() == null ? null : (short) (reasons.indexOf(value.reason()) + 1))
                        .toArray(Short[]::new))
                .addArrayOfString(reasons.toArray(String[]::new))
                .addString(text(json, details));
    }

    private static <R, T> List<T> column(List<R> rows, Function<R, T> value) {
        List<T> column = new ArrayList<>();
        rows.forEach(row -> column.add(value.apply(row)));
        return column;
    }

    private static Map<Integer, Map<String, String>> details(ObjectMapper json, String text) {
        if (text.equals("{}")) {
            return Map.of();
        }
        try {
            return json.readValue(text, DETAILS);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("PostgreSQL wrote JSON that cannot be read", e);
        }
    }

    private static String text(ObjectMapper json, Map<Integer, Map<String, String>> details) {
        try {
            return json.writeValueAsString(details);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Details could not be written", e);
        }
    }
}
