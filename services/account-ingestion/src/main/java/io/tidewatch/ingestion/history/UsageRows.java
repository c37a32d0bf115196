package io.tidewatch.ingestion.history;

import io.smallrye.mutiny.Uni;
import io.tidewatch.metric.history.Column;
import io.tidewatch.metric.history.HistoryBuilder;
import io.tidewatch.metric.history.RowsBuilder;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Puts usage into histories. It is the bulk of all records, so an account comes as one row of arrays of numbers, and each user and feature
 * of all these accounts as one text. The ids of the rows are not read: equal rows may stand for each other, so the order of those of
 * one day is settled by their numbers, which never change.
 */
final class UsageRows {

    private static final String ROWS = """
            select a.account_id, array_send(x.days), array_send(x.users), array_send(x.features), array_send(x.counts),
                   array_send(x.seconds)
            from usage_account a
            cross join lateral (
                select array_agg(u.day - date '1970-01-01') as days, array_agg(u.app_user) as users,
                       array_agg(u.feature) as features, array_agg(u.count) as counts, array_agg(u.duration_seconds) as seconds
                from usage_rows_known(coalesce($2::timestamptz, 'infinity')) u
                where u.account = a.number and u.count > 0) x
            where a.account_id = any ($1) and x.days is not null
            """;

    private static final String USERS = "select number, user_id from usage_user where number = any ($1)";
    private static final String FEATURES = "select number, feature from usage_feature where number = any ($1)";

    /** Stands for a user or duration that is not known: numbers are 1 or more, counts and durations 0 or more, days after 1900. */
    private static final int UNKNOWN = Integer.MIN_VALUE;

    /** The rows of one account. */
    private record Usage(String account, int[] days, int[] users, int[] features, int[] counts, int[] seconds) {

        static Usage of(Row row) {
            return new Usage(
                    row.getString(0),
                    numbers(row.getBuffer(1)),
                    numbers(row.getBuffer(2)),
                    numbers(row.getBuffer(3)),
                    numbers(row.getBuffer(4)),
                    numbers(row.getBuffer(5)));
        }

        /** An array of integers in PostgreSQL's binary form: dimensions, nulls, type, length, first place; then each with its size. */
        private static int[] numbers(Buffer array) {
            int[] numbers = new int[array.getInt(3 * Integer.BYTES)];
            int at = 5 * Integer.BYTES;
            for (int row = 0; row < numbers.length; row++) {
                boolean known = array.getInt(at) == Integer.BYTES;
                at += Integer.BYTES;
                numbers[row] = known ? array.getInt(at) : UNKNOWN;
                at += known ? Integer.BYTES : 0;
            }
            return numbers;
        }

        /** The places of the rows in order of their days; of one day, in an order that depends on nothing but their numbers. */
        int[] order() {
            long[] byDay = new long[days.length];
            for (int row = 0; row < days.length; row++) {
                byDay[row] = (long) days[row] << Integer.SIZE | row;
            }
            Arrays.sort(byDay);
            int[] order = new int[byDay.length];
            for (int row = 0; row < byDay.length; row++) {
                order[row] = (int) byDay[row];
            }
            int first = 0;
            for (int row = 1; row <= order.length; row++) {
                if (row == order.length || days[order[row]] != days[order[first]]) {
                    settle(order, first, row);
                    first = row;
                }
            }
            return order;
        }

        /** Inserts each of the places among those before it, which are settled already. */
        private void settle(int[] order, int from, int to) {
            for (int next = from + 1; next < to; next++) {
                int row = order[next];
                int low = from;
                int high = next;
                while (low < high) {
                    int middle = (low + high) >>> 1;
                    if (compare(order[middle], row) <= 0) {
                        low = middle + 1;
                    } else {
                        high = middle;
                    }
                }
                System.arraycopy(order, low, order, low + 1, next - low);
                order[low] = row;
            }
        }

        private int compare(int a, int b) {
            int result = Integer.compare(features[a], features[b]);
            result = result == 0 ? Integer.compare(users[a], users[b]) : result;
            result = result == 0 ? Integer.compare(counts[a], counts[b]) : result;
            return result == 0 ? Integer.compare(seconds[a], seconds[b]) : result;
        }
    }

    /**
     * The texts behind numbers of users or features.
     *
     * @param numbers ascending
     * @param codes what stands for each in the histories
     */
    private record Texts(int[] numbers, long[] codes) {
        long code(int number) {
            return number == UNKNOWN ? Column.MISSING : codes[Arrays.binarySearch(numbers, number)];
        }
    }

    private UsageRows() {}

    /**
     * Loads the usage of accounts.
     *
     * @param parameters the accounts, and as known at
     * @param histories which have the accounts as keys
     */
    static Uni<Void> load(SqlConnection client, Tuple parameters, Map<String, HistoryBuilder> histories) {
        return client.preparedQuery(ROWS).execute(parameters).chain(rows -> {
            List<Usage> usage = new ArrayList<>();
            rows.forEach(row -> usage.add(Usage.of(row)));
            if (usage.isEmpty()) {
                return Uni.createFrom().voidItem();
            }
            // Histories that are loaded together have one dictionary, so any of them gives the codes for all.
            RowsBuilder any = rows(usage.getFirst(), histories);
            return texts(client, USERS, distinct(usage, Usage::users), any)
                    .chain(users -> texts(client, FEATURES, distinct(usage, Usage::features), any)
                            .invoke(features -> usage.forEach(one -> fill(one, users, features, rows(one, histories))))
                            .replaceWithVoid());
        });
    }

    private static RowsBuilder rows(Usage usage, Map<String, HistoryBuilder> histories) {
        return histories.get(usage.account()).rows(StoredKind.USAGE.kind());
    }

    /** The numbers that are known, ascending. */
    private static int[] distinct(List<Usage> usage, Function<Usage, int[]> numbers) {
        int[] all = usage.stream()
                .map(numbers)
                .flatMapToInt(Arrays::stream)
                .sorted()
                .toArray();
        int count = 0;
        for (int number : all) {
            if (number != UNKNOWN && (count == 0 || all[count - 1] != number)) {
                all[count++] = number;
            }
        }
        return Arrays.copyOf(all, count);
    }

    private static Uni<Texts> texts(SqlConnection client, String query, int[] numbers, RowsBuilder codes) {
        return client.preparedQuery(query)
                .execute(Tuple.tuple()
                        .addArrayOfInteger(Arrays.stream(numbers).boxed().toArray(Integer[]::new)))
                .map(rows -> {
                    Texts texts = new Texts(numbers, new long[numbers.length]);
                    rows.forEach(row -> texts.codes()[Arrays.binarySearch(numbers, row.getInteger(0))] =
                            codes.code(row.getString(1)));
                    return texts;
                });
    }

    private static void fill(Usage usage, Texts users, Texts features, RowsBuilder rows) {
        int[] order = usage.order();
        rows.all(
                order.length,
                Map.of(
                        "day",
                        numbers(order, usage.days()),
                        "user",
                        codes(order, usage.users(), users),
                        "feature",
                        codes(order, usage.features(), features),
                        "count",
                        numbers(order, usage.counts()),
                        "durationSeconds",
                        numbers(order, usage.seconds())));
    }

    private static long[] numbers(int[] order, int[] values) {
        long[] numbers = new long[order.length];
        for (int row = 0; row < order.length; row++) {
            int value = values[order[row]];
            numbers[row] = value == UNKNOWN ? Column.MISSING : value;
        }
        return numbers;
    }

    private static long[] codes(int[] order, int[] values, Texts texts) {
        long[] coded = new long[order.length];
        for (int row = 0; row < order.length; row++) {
            coded[row] = texts.code(values[order[row]]);
        }
        return coded;
    }
}
