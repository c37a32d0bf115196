package io.tidewatch.benchmarks.metrics;

import io.tidewatch.benchmarks.base.BaseSettings;
import io.tidewatch.benchmarks.base.GeneratedAccounts;
import io.tidewatch.metric.history.AccountRecord;
import io.tidewatch.suite.postgres.PostgresServer;
import io.tidewatch.suite.postgres.ServiceSchema;
import io.tidewatch.suite.postgres.TidewatchDatabase;
import java.io.IOException;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.postgresql.PGConnection;

/** The tables of account-ingestion, filled with COPY: what its imports would have stored, in a fraction of the time. */
public final class FilledDatabase implements AutoCloseable {

    private static final int ACCOUNTS_TOGETHER = 500;

    private static final int DAYS_OF_USAGE = 180;

    private static final int WRITERS = 2;

    private final GeneratedAccounts accounts;
    private final BaseSettings base;
    private final String knownAt;
    /** Kinds of record that are stored; empty for all. */
    private final Set<String> kinds;
    /** Users of an account have numbers of one block of this size. */
    private final int mostUsers;

    private final Connection connection;
    /** Each one fills by itself, since making lines and storing them take about the same time. */
    private final List<Connection> writers = new ArrayList<>();

    private final Map<String, Integer> features = new LinkedHashMap<>();
    private int filled;

    /** Of these accounts, which {@link #fill} stores. Connects as administrator, without limits of time. */
    FilledDatabase(PostgresServer server, BaseSettings base) throws SQLException {
        this(server, base, Set.of());
    }

    /** The same with records of these kinds alone, among them {@code account}; all kinds if the set is empty. */
    public FilledDatabase(PostgresServer server, BaseSettings base, Set<String> kinds) throws SQLException {
        this.kinds = kinds;
        this.accounts = new GeneratedAccounts(base);
        this.base = base;
        this.mostUsers = Integer.MAX_VALUE / (base.accounts() + 1);
        this.knownAt = base.day().minusDays(1) + "T00:00Z";
        this.connection = connect(server);
        for (int writer = 0; writer < WRITERS; writer++) {
            writers.add(connect(server));
        }
    }

    private static Connection connect(PostgresServer server) throws SQLException {
        Connection connection = server.administer(TidewatchDatabase.NAME);
        try (Statement statement = connection.createStatement()) {
            statement.execute(
                    "set search_path = " + ServiceSchema.of("account-ingestion").schemaName());
        }
        return connection;
    }

    /** Lines of COPY by target. */
    private static final class Lines {
        private final Map<String, StringBuilder> lines = new LinkedHashMap<>();

        void add(String target, String line) {
            lines.computeIfAbsent(target, one -> new StringBuilder()).append(line);
        }
    }

    /**
     * Stores the accounts up to a number with all records, and further usage.
     *
     * @param usageRows how many rows of usage there are then, if they are more than those of the generator
     */
    public void fill(int upTo, long usageRows) throws SQLException {
        if (filled == 0) {
            copy(connection, withoutAccount());
        }
        AtomicInteger next = new AtomicInteger(filled + 1);
        writers.parallelStream().forEach(writer -> {
            for (int first = next.getAndAdd(ACCOUNTS_TOGETHER);
                    first <= upTo;
                    first = next.getAndAdd(ACCOUNTS_TOGETHER)) {
                copy(writer, lines(first, upTo));
            }
        });
        addFeatures();
        addUsage(upTo, usageRows);
        filled = upTo;
        addCoverage();
        run("vacuum analyze");
        run("checkpoint");
    }

    private Lines withoutAccount() {
        Lines lines = new Lines();
        accounts.withoutAccount()
                .forEach(record ->
                        lines.add(StoredTables.target(record.kind()), StoredTables.line("-", record, knownAt)));
        lines.add("usage_batch (number, import_number, known_at)", "1\t0\t" + knownAt + "\n");
        return lines;
    }

    private Lines lines(int first, int upTo) {
        Lines lines = new Lines();
        for (int number = first; number < first + ACCOUNTS_TOGETHER && number <= upTo; number++) {
            String account = accounts.id(number);
            Map<String, Integer> users = new LinkedHashMap<>();
            List<AccountRecord> records = accounts.records(number);
            int row = 0;
            for (AccountRecord record : records) {
                if (!kinds.isEmpty() && !kinds.contains(record.kind())) {
                    continue;
                }
                if (record.kind().equals("usage")) {
                    lines.add(
                            "usage (account, app_user, feature, day, count, duration_seconds, batch, id)",
                            usage(number, record.fields(), users, ++row));
                } else {
                    lines.add(StoredTables.target(record.kind()), StoredTables.line(account, record, knownAt));
                }
                if (record.kind().equals("user")) {
                    user(number, record.id(), users);
                }
            }
            lines.add("account_source (source, external_id, account_id)", "bench\t" + account + "\t" + account + "\n");
            lines.add("usage_account (number, account_id)", number + "\t" + account + "\n");
            users.forEach((user, its) -> lines.add("usage_user (number, user_id)", its + "\t" + user + "\n"));
        }
        return lines;
    }

    private int user(int account, String id, Map<String, Integer> users) {
        return users.computeIfAbsent(id, one -> account * mostUsers + Objects.checkIndex(users.size(), mostUsers));
    }

    private synchronized int feature(String name) {
        return features.computeIfAbsent(name, one -> features.size() + 1);
    }

    private String usage(int account, Map<String, Object> fields, Map<String, Integer> users, int row) {
        String user = (String) fields.get("user");
        int feature = feature((String) fields.get("feature"));
        return account + "\t" + (user == null ? "\\N" : user(account, user, users)) + "\t" + feature + "\t"
                + fields.get("day") + "\t" + fields.get("count") + "\t" + fields.get("durationSeconds") + "\t1\t"
                + new UUID(account, row) + "\n";
    }

    private static void copy(Connection connection, Lines lines) {
        List<String> targets = new ArrayList<>(lines.lines.keySet());
        // Other records refer to the account.
        targets.sort(java.util.Comparator.comparing(target -> !target.startsWith("account (")));
        try {
            for (String target : targets) {
                connection
                        .unwrap(PGConnection.class)
                        .getCopyAPI()
                        .copyIn(
                                "copy " + target + " from stdin",
                                new StringReader(lines.lines.get(target).toString()));
            }
        } catch (SQLException | IOException e) {
            throw new IllegalStateException("The rows could not be stored", e);
        }
    }

    private void addFeatures() throws SQLException {
        for (Map.Entry<String, Integer> feature : features.entrySet()) {
            run("insert into usage_feature (number, feature) overriding system value values (" + feature.getValue()
                    + ", '" + feature.getKey() + "') on conflict do nothing");
        }
    }

    /** As deliveries of each day would have left them: rows of one account lie apart. Indexes are made afterwards, in less time. */
    private void addUsage(int upTo, long wanted) throws SQLException {
        long there = number("select count(*) from usage");
        long users = number("select count(*) from usage_user where number >= " + (long) (filled + 1) * mostUsers);
        long perUser = wanted <= there ? 0 : (wanted - there + users / 2) / users;
        if (perUser == 0) {
            return;
        }
        List<String> indexes = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "select pg_get_indexdef(indexrelid) from pg_index where indrelid = 'usage'::regclass")) {
            while (rows.next()) {
                indexes.add(rows.getString(1));
            }
        }
        run("alter table usage drop constraint usage_pkey");
        run("drop index usage_account_batch");
        run("set work_mem = '256MB'");
        run("set maintenance_work_mem = '512MB'");
        long period = Math.max(1, DAYS_OF_USAGE / perUser);
        List<Integer> used = features.entrySet().stream()
                .filter(feature -> List.of("automations", "dashboards", "exports", "forecasts", "reports", "views")
                        .contains(feature.getKey()))
                .map(Map.Entry::getValue)
                .toList();
        for (long turn = perUser - 1; turn >= 0; turn--) {
            run("""
                    insert into usage (account, app_user, feature, day, count, duration_seconds, batch, id)
                    select number / %d, number, (array[%s])[1 + (hashint4(number + %d) & %d) %% %d],
                           date '%s' - (1 + %d + number %% %d), 1 + (hashint4(number) & 7), 60, 1, uuidv7()
                    from usage_user where number >= %d
                    order by number %% %d desc
                    """.formatted(
                            mostUsers,
                            join(used),
                            turn,
                            Integer.MAX_VALUE,
                            used.size(),
                            base.day(),
                            turn * period % DAYS_OF_USAGE,
                            period,
                            (long) (filled + 1) * mostUsers,
                            period));
        }
        for (String index : indexes) {
            run(index);
        }
        run("alter table usage add primary key using index usage_pkey");
    }

    private static String join(Collection<Integer> numbers) {
        return String.join(", ", numbers.stream().map(String::valueOf).toList());
    }

    private void addCoverage() throws SQLException {
        run("""
                insert into source_coverage (source, kind, complete_from, complete_through)
                select 'bench', kind, date '2000-01-01', date '%s'
                from (select distinct kind from record
                      union select unnest(array['ACCOUNT', 'CONTACT', 'USER', 'CONTRACT_PERIOD', 'CHURN_EVENT', 'USAGE',
                                                'TICKET', 'TOUCHPOINT', 'SENTIMENT'])) k
                on conflict do nothing
                """.formatted(base.day()));
    }

    /** Executes statements. */
    void run(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The number that a query gives. */
    long number(String sql) throws SQLException {
        return Long.parseLong(text(sql));
    }

    /** The text that a query gives. */
    String text(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    @Override
    public void close() throws SQLException {
        for (Connection writer : writers) {
            writer.close();
        }
        connection.close();
    }
}
