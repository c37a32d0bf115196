package io.tidewatch.ingestion.imports;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;

/** The numbers that stand for accounts, users and features in rows of usage. */
final class UsageNumbers {

    /** One of the tables that number texts. */
    enum Texts {
        ACCOUNTS("usage_account", "account_id"),
        USERS("usage_user", "user_id"),
        FEATURES("usage_feature", "feature");

        private final String find;
        private final String add;

        Texts(String table, String column) {
            this.find = "select number, %2$s from %1$s where %2$s = any (?)".formatted(table, column);
            // In one order everywhere, so that no two imports wait for each other.
            this.add = ("insert into %1$s (%2$s) select t from unnest(?) as t order by t on conflict do nothing"
                            + " returning number, %2$s")
                    .formatted(table, column);
        }
    }

    /** Numbers begin with 1. */
    private static final int NONE = 0;

    private record Numbered(int number, String text) {}

    private final int mostRemembered;
    private final List<Map<String, Integer>> remembered = List.of(new HashMap<>(), new HashMap<>(), new HashMap<>());

    UsageNumbers(int mostRemembered) {
        this.mostRemembered = mostRemembered;
    }

    /** The number of the text of each row, 0 where it has none; texts without a number get one. */
    <T> int[] of(ImportTransaction tx, Texts texts, List<T> rows, Function<T, String> text) throws SQLException {
        Map<String, Integer> known = remembered.get(texts.ordinal());
        if (known.size() > mostRemembered) {
            known.clear();
        }
        int[] numbers = new int[rows.size()];
        TreeSet<String> missing = new TreeSet<>();
        for (int i = 0; i < numbers.length; i++) {
            String wanted = text.apply(rows.get(i));
            numbers[i] = known.getOrDefault(wanted, NONE);
            if (numbers[i] == NONE && wanted != null) {
                missing.add(wanted);
            }
        }
        if (!missing.isEmpty()) {
            number(tx, texts, missing, known);
            for (int i = 0; i < numbers.length; i++) {
                if (numbers[i] == NONE) {
                    numbers[i] = known.getOrDefault(text.apply(rows.get(i)), NONE);
                }
            }
        }
        return numbers;
    }

    private static void number(ImportTransaction tx, Texts texts, TreeSet<String> missing, Map<String, Integer> numbers)
            throws SQLException {
        take(tx, texts.find, missing, numbers);
        take(tx, texts.add, missing, numbers);
        // What another import has added meanwhile.
        take(tx, texts.find, missing, numbers);
    }

    private static void take(ImportTransaction tx, String query, TreeSet<String> missing, Map<String, Integer> numbers)
            throws SQLException {
        if (!missing.isEmpty()) {
            for (Numbered found : tx.query(query, row -> new Numbered(row.getInt(1), row.getString(2)), missing)) {
                numbers.put(found.text(), found.number());
                missing.remove(found.text());
            }
        }
    }
}
