package io.tidewatch.ingestion.history;

import java.util.Arrays;
import java.util.function.IntFunction;

/**
 * The usage of an account, one element of each array per row, in order of the days. The ids of the rows are not known: equal rows may
 * stand for each other, so the order of those of one day is settled by their numbers, which never change.
 *
 * @param days since 1970-01-01
 * @param users places in the names of users; {@link #UNKNOWN} where the source does not say who
 * @param features places in the names of features
 * @param counts more than 0
 * @param seconds {@link #UNKNOWN} where the source does not say how long
 */
record AccountUsage(
        Names userNames, Names featureNames, int[] days, int[] users, int[] features, int[] counts, int[] seconds) {

    /** Stands for a user or duration that is not known: numbers and places are 0 or more, days after 1900. */
    static final int UNKNOWN = Integer.MIN_VALUE;

    /** No rows. */
    static final AccountUsage NONE = of(Numbers.NONE, number -> null, number -> null);

    /** The different ones of some numbers, ascending, without {@link #UNKNOWN}. */
    static int[] different(int[] mentioned) {
        int[] numbers = mentioned.clone();
        Arrays.sort(numbers);
        int size = 0;
        for (int number : numbers) {
            if (number != UNKNOWN && (size == 0 || numbers[size - 1] != number)) {
                numbers[size++] = number;
            }
        }
        return Arrays.copyOf(numbers, size);
    }

    /**
     * The users or features that some rows name.
     *
     * @param numbers ascending
     * @param texts of each number
     */
    record Names(int[] numbers, String[] texts) {

        private static Names of(int[] mentioned, IntFunction<String> text) {
            int[] numbers = different(mentioned);
            return new Names(numbers, Arrays.stream(numbers).mapToObj(text).toArray(String[]::new));
        }

        /** The text of a number; null when no row has it. */
        String text(int number) {
            int place = Arrays.binarySearch(numbers, number);
            return place < 0 ? null : texts[place];
        }

        private int[] places(int[] mentioned, int[] order) {
            int[] places = new int[order.length];
            for (int row = 0; row < order.length; row++) {
                int number = mentioned[order[row]];
                places[row] = number == UNKNOWN ? UNKNOWN : Arrays.binarySearch(numbers, number);
            }
            return places;
        }

        private int[] numbers(int[] places) {
            int[] mentioned = new int[places.length];
            for (int row = 0; row < places.length; row++) {
                mentioned[row] = places[row] == UNKNOWN ? UNKNOWN : numbers[places[row]];
            }
            return mentioned;
        }
    }

    /** Rows in any order, with the numbers of users and features. */
    record Numbers(int[] days, int[] users, int[] features, int[] counts, int[] seconds) {

        static final Numbers NONE = new Numbers(new int[0], new int[0], new int[0], new int[0], new int[0]);

        /** These rows, and others. */
        Numbers and(Numbers others) {
            return new Numbers(
                    join(days, others.days),
                    join(users, others.users),
                    join(features, others.features),
                    join(counts, others.counts),
                    join(seconds, others.seconds));
        }

        private static int[] join(int[] one, int[] other) {
            int[] all = Arrays.copyOf(one, one.length + other.length);
            System.arraycopy(other, 0, all, one.length, other.length);
            return all;
        }

        /** The places of the rows in order of their days; of one day, in an order that depends on nothing but their numbers. */
        private int[] order() {
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
     * Of rows in any order.
     *
     * @param user the text of a number of a user
     * @param feature the text of a number of a feature
     */
    static AccountUsage of(Numbers rows, IntFunction<String> user, IntFunction<String> feature) {
        Names users = Names.of(rows.users(), user);
        Names features = Names.of(rows.features(), feature);
        int[] order = rows.order();
        return new AccountUsage(
                users,
                features,
                inOrder(rows.days(), order),
                users.places(rows.users(), order),
                features.places(rows.features(), order),
                inOrder(rows.counts(), order),
                inOrder(rows.seconds(), order));
    }

    private static int[] inOrder(int[] values, int[] order) {
        return Arrays.stream(order).map(row -> values[row]).toArray();
    }

    /** How many rows there are. */
    int size() {
        return days.length;
    }

    /** The rows as they are, with numbers instead of places. */
    Numbers numbers() {
        return new Numbers(days, userNames.numbers(users), featureNames.numbers(features), counts, seconds);
    }
}
