package io.tidewatch.ingestion.imports;

import io.tidewatch.ingestion.imports.UsageNumbers.Texts;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Stores usage in narrow rows, by COPY. */
final class UsageStore implements RecordStore {

    // The array comes from a subquery: the planner estimates the rows of a constant array element by element.
    private static final String PRESENT = """
            select u.id, u.account, u.app_user, u.feature, u.day - date '2000-01-01', u.count, u.duration_seconds,
                   u.contract_period, u.attributes::text, a.account_id
            from usage u join usage_account a on a.number = u.account
            where u.id = any ((select ?::uuid[])::uuid[])
            """;

    private static final String BATCH = "select begin_usage_batch((select number from import_job where id = ?))";

    private static final String COPY =
            "copy usage (account, app_user, feature, day, count, duration_seconds, batch, id,"
                    + " contract_period, attributes) from stdin (format binary)";

    private static final String REPLACE = """
            update usage u
            set account = n.account, app_user = n.app_user, feature = n.feature, day = date '2000-01-01' + n.day,
                count = n.count, duration_seconds = n.duration_seconds, batch = ?, version = u.version + 1,
                contract_period = n.contract_period, attributes = n.attributes::json
            from unnest(?, ?, ?, ?, ?, ?, ?, ?, ?) as n
                 (id, account, app_user, feature, day, count, duration_seconds, contract_period, attributes)
            where u.id = n.id
            """;

    /**
     * What rows of usage are compared by; null for none.
     *
     * @param day since 2000-01-01, as PostgreSQL counts
     */
    private record Content(
            int account,
            Integer user,
            int feature,
            int day,
            int count,
            Integer seconds,
            String period,
            String attributes) {

        static Content of(ResultSet row) throws SQLException {
            return new Content(
                    row.getInt(2),
                    (Integer) row.getObject(3),
                    row.getInt(4),
                    row.getInt(5),
                    row.getInt(6),
                    (Integer) row.getObject(7),
                    row.getString(8),
                    row.getString(9));
        }
    }

    /** The numbers of the texts of a batch, by the place of the row. */
    private record Numbers(int[] accounts, int[] users, int[] features) {

        void add(CopyRows rows, Placed placed, int batch) throws SQLException {
            ImportedRow row = placed.row();
            List<String> values = row.values();
            rows.begin(10);
            rows.add(accounts[placed.place()]);
            rows.add(user(placed));
            rows.add(features[placed.place()]);
            rows.add(CopyRows.day(values.get(1)));
            rows.add(Integer.parseInt(values.get(3)));
            rows.add(seconds(values));
            rows.add(batch);
            rows.add((UUID) row.id());
            rows.add(row.period());
            rows.add(attributes(row));
        }

        private Integer user(Placed placed) {
            return placed.row().values().get(0) == null ? null : Integer.valueOf(users[placed.place()]);
        }

        private static Integer seconds(List<String> values) {
            return values.get(4) == null ? null : Integer.valueOf(values.get(4));
        }

        private static String attributes(ImportedRow row) {
            return row.attributes().equals(RowReader.NO_ATTRIBUTES) ? null : row.attributes();
        }

        Content content(Placed placed) {
            ImportedRow row = placed.row();
            List<String> values = row.values();
            return new Content(
                    accounts[placed.place()],
                    user(placed),
                    features[placed.place()],
                    CopyRows.day(values.get(1)),
                    Integer.parseInt(values.get(3)),
                    seconds(values),
                    row.period(),
                    attributes(row));
        }
    }

    @Override
    public Writing judge(
            ImportTransaction tx, ImportRun run, RowOutcomes outcomes, Set<String> correctable, List<RowIssue> issues)
            throws SQLException {
        String source = run.claim().mapping().source();
        Map<Object, Present> there = present(tx, run.claim(), outcomes.keys());
        Numbers numbers = numbers(tx, run.numbers(), outcomes.placed());
        outcomes.judge(source, there, run.before(), numbers::content, correctable, issues);
        return then -> write(then, run, outcomes, numbers);
    }

    private static void write(ImportTransaction tx, ImportRun run, RowOutcomes outcomes, Numbers numbers)
            throws SQLException {
        if (outcomes.accepted().isEmpty() && outcomes.corrected().isEmpty()) {
            return;
        }
        int batch = tx.query(BATCH, row -> row.getInt(1), run.claim().id()).getFirst();
        if (!outcomes.accepted().isEmpty()) {
            tx.copy(COPY, rows -> {
                for (Placed placed : outcomes.accepted()) {
                    numbers.add(rows, placed, batch);
                }
            });
        }
        if (!outcomes.corrected().isEmpty()) {
            replace(tx, outcomes.corrected(), numbers, batch);
        }
    }

    private static Map<Object, Present> present(ImportTransaction tx, ImportClaim claim, UUID[] keys)
            throws SQLException {
        Map<Object, Present> there = new HashMap<>();
        tx.query(
                claim.corrections() ? PRESENT + " order by u.id for no key update of u" : PRESENT,
                row -> there.put(
                        row.getObject(1), new Present(claim.mapping().source(), Content.of(row), row.getString(10))),
                (Object) keys);
        return there;
    }

    private static Numbers numbers(ImportTransaction tx, UsageNumbers known, List<Placed> rows) throws SQLException {
        Map<Texts, int[]> numbers = known.of(tx, rows);
        return new Numbers(numbers.get(Texts.ACCOUNTS), numbers.get(Texts.USERS), numbers.get(Texts.FEATURES));
    }

    private static void replace(ImportTransaction tx, List<Placed> corrected, Numbers numbers, int batch)
            throws SQLException {
        List<Content> contents = corrected.stream().map(numbers::content).toList();
        tx.update(
                REPLACE,
                batch,
                corrected.stream().map(placed -> (UUID) placed.id()).toArray(UUID[]::new),
                contents.stream().mapToInt(Content::account).toArray(),
                contents.stream().map(Content::user).toArray(Integer[]::new),
                contents.stream().mapToInt(Content::feature).toArray(),
                contents.stream().mapToInt(Content::day).toArray(),
                contents.stream().mapToInt(Content::count).toArray(),
                contents.stream().map(Content::seconds).toArray(Integer[]::new),
                TableStore.column(contents, Content::period),
                TableStore.column(contents, Content::attributes));
    }
}
