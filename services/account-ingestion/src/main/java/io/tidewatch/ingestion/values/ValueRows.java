package io.tidewatch.ingestion.values;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
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
import java.util.function.IntFunction;

/** Reads and writes the rows of values. */
public final class ValueRows {

    private static final String COLUMNS = """
            select account_id, as_of, next_change_at, customer, has_beginning, version, catalogue_hash, packed, records::text
            from account_values\s""";

    private static final String READ = COLUMNS + "where account_id = any ($1)";

    private static final String PAGE =
            COLUMNS + "where partition = $1::smallint and account_id > $2 order by account_id limit $3";

    private static final String WRITE = """
            insert into account_values (account_id, partition, version, as_of, next_change_at, catalogue_number, catalogue_hash,
                customer, has_beginning, packed, records)
            select u.a, partition_of(u.a), u.v, u.d, u.n, $9, $10, u.c, u.b, u.p, u.r::jsonb
            from unnest($1::text[], $2::bigint[], $3::date[], $4::date[], $5::boolean[], $6::boolean[], $7::bytea[], $8::text[])
                as u (a, v, d, n, c, b, p, r)
            on conflict (account_id) do update
            set version = excluded.version, as_of = excluded.as_of, next_change_at = excluded.next_change_at,
                catalogue_number = excluded.catalogue_number, catalogue_hash = excluded.catalogue_hash,
                customer = excluded.customer, has_beginning = excluded.has_beginning, packed = excluded.packed,
                records = excluded.records
            """;

    private static final String STAMP = """
            update account_values v
            set as_of = u.d, next_change_at = u.n, catalogue_number = $4, catalogue_hash = $5
            from unnest($1::text[], $2::date[], $3::date[]) as u (a, d, n)
            where v.account_id = u.a and (v.as_of, v.next_change_at, v.catalogue_number) is distinct from (u.d, u.n, $4)
            """;

    private ValueRows() {}

    /** The stored rows of accounts; those without a row are missing. */
    public static Uni<Map<String, StoredRow>> read(SqlClient tx, Collection<String> accounts) {
        return tx.preparedQuery(READ)
                .execute(Tuple.tuple().addArrayOfString(accounts.toArray(String[]::new)))
                .map(rows -> {
                    Map<String, StoredRow> found = new HashMap<>();
                    rows.forEach(row -> found.put(row.getString(0), row(row)));
                    return found;
                });
    }

    /** The stored rows of a partition after an account, in order of the ids of their accounts. */
    static Uni<List<StoredRow>> page(SqlClient client, int partition, String after, int limit) {
        return client.preparedQuery(PAGE)
                .execute(Tuple.of(partition, after, limit))
                .map(rows -> {
                    List<StoredRow> found = new ArrayList<>();
                    rows.forEach(row -> found.add(row(row)));
                    return found;
                });
    }

    private static StoredRow row(Row row) {
        return new StoredRow(
                new AccountRow(
                        row.getString(0),
                        row.getLocalDate(1),
                        row.getLocalDate(2),
                        row.getBoolean(3),
                        row.getBoolean(4),
                        row.getString(8),
                        SlotValues.packed(row.getBuffer(7).getBytes())),
                row.getLong(5),
                row.getString(6));
    }

    /**
     * Writes what has changed of rows. Nobody else may write rows of these accounts meanwhile.
     *
     * @param before the stored rows of the same accounts, as far as there are any
     * @param catalogueNumber of the newest catalogue whose values they hold
     * @return the rows that are to be published, as they are stored now, in order of their accounts
     */
    public static Uni<List<StoredRow>> write(
            SqlClient tx,
            Collection<AccountRow> rows,
            Map<String, StoredRow> before,
            long catalogueNumber,
            String catalogueHash) {
        List<StoredRow> publish = new ArrayList<>();
        List<StoredRow> changed = new ArrayList<>();
        List<AccountRow> same = new ArrayList<>();
        for (AccountRow row : new TreeMap<>(byAccount(rows)).values()) {
            StoredRow old = before.get(row.accountId());
            if (old != null && row.hasTheSameValues(old.row())) {
                same.add(row);
                continue;
            }
            // A new version only where something is published: consumers apply what is newer.
            boolean published = old == null || row.differs(old.row());
            long version = old == null ? 1 : old.version() + (published ? 1 : 0);
            StoredRow stored = new StoredRow(row, version, catalogueHash);
            changed.add(stored);
            if (published) {
                publish.add(stored);
            }
        }
        return (changed.isEmpty()
                        ? Uni.createFrom().voidItem()
                        : tx.preparedQuery(WRITE)
                                .execute(columns(changed)
                                        .addLong(catalogueNumber)
                                        .addString(catalogueHash))
                                .replaceWithVoid())
                .chain(() -> same.isEmpty()
                        ? Uni.createFrom().voidItem()
                        : tx.preparedQuery(STAMP)
                                .execute(Tuple.tuple()
                                        .addArrayOfString(column(same, AccountRow::accountId, String[]::new))
                                        .addArrayOfLocalDate(column(same, AccountRow::asOf, LocalDate[]::new))
                                        .addArrayOfLocalDate(column(same, AccountRow::nextChangeAt, LocalDate[]::new))
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

    private static Tuple columns(List<StoredRow> stored) {
        return Tuple.tuple()
                .addArrayOfString(column(stored, one -> one.row().accountId(), String[]::new))
                .addArrayOfLong(column(stored, StoredRow::version, Long[]::new))
                .addArrayOfLocalDate(column(stored, one -> one.row().asOf(), LocalDate[]::new))
                .addArrayOfLocalDate(column(stored, one -> one.row().nextChangeAt(), LocalDate[]::new))
                .addArrayOfBoolean(column(stored, one -> one.row().customer(), Boolean[]::new))
                .addArrayOfBoolean(column(stored, one -> one.row().hasBeginning(), Boolean[]::new))
                .addValue(column(stored, one -> Buffer.buffer(one.row().stored().packed()), Buffer[]::new))
                .addArrayOfString(column(stored, one -> one.row().records(), String[]::new));
    }

    private static <R, T> T[] column(List<R> rows, Function<R, T> value, IntFunction<T[]> array) {
        return rows.stream().map(value).toArray(array);
    }
}
