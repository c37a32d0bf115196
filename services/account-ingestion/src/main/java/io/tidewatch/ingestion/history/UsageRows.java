package io.tidewatch.ingestion.history;

import io.smallrye.mutiny.Uni;
import io.tidewatch.ingestion.history.AccountUsage.Names;
import io.tidewatch.ingestion.history.AccountUsage.Numbers;
import io.tidewatch.metric.history.Column;
import io.tidewatch.metric.history.HistoryBuilder;
import io.tidewatch.metric.history.RowsBuilder;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Puts usage into histories. It is the bulk of all records: what is packed of an account comes as one value, and the rows of later batches
 * as one row of arrays of numbers. Many such rows are packed as well, if that is wanted.
 */
final class UsageRows {

    private static final String ARRAYS = """
            array_send(x.days), array_send(x.users), array_send(x.features), array_send(x.counts), array_send(x.seconds)
            """;

    private static final String AGGREGATED = """
            array_agg(u.day - date '1970-01-01') as days, array_agg(u.app_user) as users, array_agg(u.feature) as features,
            array_agg(u.count) as counts, array_agg(u.duration_seconds) as seconds
            """;

    // One statement, so what is packed and the rows after it are of one moment.
    private static final String NOW = """
            select a.account_id, p.content, %s, a.number, a.replaced, x.batch
            from usage_account a
            left join usage_packed p on p.account = a.number and p.replaced = a.replaced and $2
            cross join lateral (
                select %s, max(u.batch) as batch
                from usage u where u.account = a.number and u.batch > coalesce(p.through, 0) and u.count > 0) x
            where a.account_id = any ($1) and (p.content is not null or x.days is not null)
            """.formatted(ARRAYS, AGGREGATED);

    private static final String KNOWN_AT = """
            select a.account_id, null::bytea, %s, null::integer, null::integer, null::integer
            from usage_account a
            cross join lateral (
                select %s from usage_rows_known($2) u where u.account = a.number and u.count > 0) x
            where a.account_id = any ($1) and x.days is not null
            """.formatted(ARRAYS, AGGREGATED);

    private static final String USERS = "select number, user_id from usage_user where number = any ($1)";
    private static final String FEATURES = "select number, feature from usage_feature where number = any ($1)";

    // Whichever of two replicas packs last: each says which rows it has.
    private static final String PACK = """
            insert into usage_packed (account, through, replaced, content) values ($1, $2, $3, $4)
            on conflict (account) do update
            set through = excluded.through, replaced = excluded.replaced, content = excluded.content
            """;

    /** Fewer rows than these are not worth it, nor those that are not an eighth of what is packed already. */
    private static final int LEAST_PACKED = 32;

    private static final int SHARE_PACKED = 8;

    /**
     * What was read of an account.
     *
     * @param later the rows that are not packed
     * @param account its number, or null as known before
     * @param replaced how often rows were replaced; null as known before
     * @param batch the last one of these rows; null as known before
     */
    private record Usage(
            RowsBuilder into, AccountUsage packed, Numbers later, Integer account, Integer replaced, Integer batch) {

        static Usage of(Row row, Map<String, HistoryBuilder> histories) {
            Buffer content = row.getBuffer(1);
            return new Usage(
                    histories.get(row.getString(0)).rows(StoredKind.USAGE.kind()),
                    content == null ? AccountUsage.NONE : PackedUsage.unpack(content.getBytes()),
                    row.getBuffer(2) == null
                            ? Numbers.NONE
                            : new Numbers(
                                    numbers(row.getBuffer(2)),
                                    numbers(row.getBuffer(3)),
                                    numbers(row.getBuffer(4)),
                                    numbers(row.getBuffer(5)),
                                    numbers(row.getBuffer(6))),
                    row.getInteger(7),
                    row.getInteger(8),
                    row.getInteger(9));
        }

        /** An array of integers in PostgreSQL's binary form: dimensions, nulls, type, length, first place; then each with its size. */
        private static int[] numbers(Buffer array) {
            int[] numbers = new int[array.getInt(3 * Integer.BYTES)];
            int at = 5 * Integer.BYTES;
            for (int row = 0; row < numbers.length; row++) {
                boolean known = array.getInt(at) == Integer.BYTES;
                at += Integer.BYTES;
                numbers[row] = known ? array.getInt(at) : AccountUsage.UNKNOWN;
                at += known ? Integer.BYTES : 0;
            }
            return numbers;
        }

        /** Adds the numbers of later rows whose texts are not packed. */
        void addUnnamed(
                Function<Numbers, int[]> mentioned, Function<AccountUsage, Names> names, TreeSet<Integer> unnamed) {
            for (int number : AccountUsage.different(mentioned.apply(later))) {
                if (names.apply(packed).text(number) == null) {
                    unnamed.add(number);
                }
            }
        }

        AccountUsage all(Map<Integer, String> users, Map<Integer, String> features) {
            return later.days().length == 0
                    ? packed
                    : AccountUsage.of(
                            packed.numbers().and(later),
                            number -> users.getOrDefault(
                                    number, packed.userNames().text(number)),
                            number -> features.getOrDefault(
                                    number, packed.featureNames().text(number)));
        }

        boolean worthPacking(Integer through) {
            return later.days().length >= Math.max(LEAST_PACKED, packed.size() / SHARE_PACKED)
                    && through != null
                    && batch <= through;
        }
    }

    private UsageRows() {}

    /**
     * Loads the usage of accounts.
     *
     * @param scope the accounts, and as known at
     * @param histories which have the accounts as keys
     * @param reading counts for what is known now; as known before, usage is always read from its rows
     */
    static Uni<Void> load(
            SqlConnection client, HistoryScope scope, Map<String, HistoryBuilder> histories, UsageReading reading) {
        boolean now = scope.knownAt() == null;
        Tuple parameters = Tuple.tuple().addArrayOfString(scope.accountArray());
        return client.preparedQuery(now ? NOW : KNOWN_AT)
                .execute(now ? parameters.addBoolean(reading.packed()) : parameters.addOffsetDateTime(scope.knownAt()))
                .chain(rows -> {
                    List<Usage> usage = new ArrayList<>();
                    rows.forEach(row -> usage.add(Usage.of(row, histories)));
                    TreeSet<Integer> users = new TreeSet<>();
                    TreeSet<Integer> features = new TreeSet<>();
                    usage.forEach(one -> one.addUnnamed(Numbers::users, AccountUsage::userNames, users));
                    usage.forEach(one -> one.addUnnamed(Numbers::features, AccountUsage::featureNames, features));
                    return texts(client, USERS, users).chain(user -> texts(client, FEATURES, features)
                            .chain(feature -> fill(client, usage, user, feature, now ? reading.packThrough() : null)));
                });
    }

    private static Uni<Map<Integer, String>> texts(SqlConnection client, String query, TreeSet<Integer> numbers) {
        if (numbers.isEmpty()) {
            return Uni.createFrom().item(Map.of());
        }
        return client.preparedQuery(query)
                .execute(Tuple.tuple().addArrayOfInteger(numbers.toArray(Integer[]::new)))
                .map(rows -> {
                    Map<Integer, String> texts = new HashMap<>();
                    rows.forEach(row -> texts.put(row.getInteger(0), row.getString(1)));
                    return texts;
                });
    }

    private static Uni<Void> fill(
            SqlConnection client,
            List<Usage> usage,
            Map<Integer, String> users,
            Map<Integer, String> features,
            Integer through) {
        List<Tuple> packed = new ArrayList<>();
        for (Usage one : usage) {
            AccountUsage all = one.all(users, features);
            fill(one.into(), all);
            if (one.worthPacking(through)) {
                packed.add(Tuple.of(
                        one.account(),
                        through,
                        one.replaced(),
                        Buffer.buffer(PackedUsage.pack(all)).getDelegate()));
            }
        }
        return packed.isEmpty()
                ? Uni.createFrom().voidItem()
                : client.preparedQuery(PACK).executeBatch(packed).replaceWithVoid();
    }

    private static void fill(RowsBuilder rows, AccountUsage usage) {
        rows.all(
                usage.size(),
                Map.of(
                        "day",
                        longs(usage.days()),
                        "user",
                        codes(usage.users(), usage.userNames(), rows),
                        "feature",
                        codes(usage.features(), usage.featureNames(), rows),
                        "count",
                        longs(usage.counts()),
                        "durationSeconds",
                        longs(usage.seconds())));
    }

    private static long[] longs(int[] values) {
        long[] longs = new long[values.length];
        for (int row = 0; row < longs.length; row++) {
            longs[row] = values[row] == AccountUsage.UNKNOWN ? Column.MISSING : values[row];
        }
        return longs;
    }

    private static long[] codes(int[] places, Names names, RowsBuilder rows) {
        long[] ofNames = new long[names.texts().length];
        for (int place = 0; place < ofNames.length; place++) {
            ofNames[place] = rows.code(names.texts()[place]);
        }
        long[] codes = new long[places.length];
        for (int row = 0; row < codes.length; row++) {
            codes[row] = places[row] == AccountUsage.UNKNOWN ? Column.MISSING : ofNames[places[row]];
        }
        return codes;
    }
}
