package io.tidewatch.ingestion.imports;

import io.tidewatch.ingestion.imports.RecordStore.Placed;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;

/** The numbers that stand for accounts, users and features in rows of usage. */
final class UsageNumbers {

    /** One of the tables that number texts, and where a row has its text. */
    enum Texts {
        ACCOUNTS("usage_account", "account_id", Placed::accountId),
        USERS("usage_user", "user_id", placed -> placed.row().values().get(0)),
        FEATURES("usage_feature", "feature", placed -> placed.row().values().get(2));

        private final String find;
        private final String add;
        private final Function<Placed, String> text;

        Texts(String table, String column, Function<Placed, String> text) {
            this.text = text;
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

    /**
     * The numbers of the texts of rows, per table and place of the row, 0 where a row has none; texts without a number get one. One pass
     * looks all of them up, because a batch is larger than the caches of a processor.
     */
    Map<Texts, int[]> of(ImportTransaction tx, List<Placed> rows) throws SQLException {
        Texts[] tables = Texts.values();
        int[][] numbers = new int[tables.length][rows.size()];
        Map<Texts, TreeSet<String>> missing = new EnumMap<>(Texts.class);
        for (Map<String, Integer> known : remembered) {
            if (known.size() > mostRemembered) {
                known.clear();
            }
        }
        for (int i = 0; i < rows.size(); i++) {
            for (Texts texts : tables) {
                String wanted = texts.text.apply(rows.get(i));
                int number = remembered.get(texts.ordinal()).getOrDefault(wanted, NONE);
                numbers[texts.ordinal()][i] = number;
                if (number == NONE && wanted != null) {
                    missing.computeIfAbsent(texts, any -> new TreeSet<>()).add(wanted);
                }
            }
        }
        Map<Texts, int[]> all = new EnumMap<>(Texts.class);
        for (Texts texts : tables) {
            all.put(texts, numbers[texts.ordinal()]);
            if (missing.containsKey(texts)) {
                Map<String, Integer> known = remembered.get(texts.ordinal());
                number(tx, texts, missing.get(texts), known);
                complete(numbers[texts.ordinal()], texts, rows, known);
            }
        }
        return all;
    }

    private static void complete(int[] numbers, Texts texts, List<Placed> rows, Map<String, Integer> known) {
        for (int i = 0; i < numbers.length; i++) {
            if (numbers[i] == NONE) {
                numbers[i] = known.getOrDefault(texts.text.apply(rows.get(i)), NONE);
            }
        }
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
