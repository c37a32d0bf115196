package io.tidewatch.benchmarks.metrics;

import io.tidewatch.benchmarks.base.BaseSettings;
import io.tidewatch.benchmarks.imports.FileImport;
import io.tidewatch.benchmarks.run.Bench;
import io.tidewatch.benchmarks.run.CpuTime;
import io.tidewatch.benchmarks.run.Rules;
import io.tidewatch.benchmarks.run.TimedClient;
import io.tidewatch.metric.catalogue.Catalogue;
import io.tidewatch.suite.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.concurrent.locks.LockSupport;

/**
 * `make bench-metrics`: how long the packaged account-ingestion takes for the values of all metrics that the project ships, of a tenth of
 * the accounts and of all, after a hundredth of them was touched, and after the first record of a new source. Everything stops by itself and the
 * data are deleted.
 */
public final class BenchMetrics {

    private static final Duration LIMIT = Duration.ofHours(2);
    private static final Duration POLL = Duration.ofMillis(20);

    private static final String NEW_SOURCE = """
            {"source": "newcomer", "kind": "SENTIMENT", "accountsOf": "bench", "description": "Ratings of a new source.",
             "fields": {"id": {"column": "id"}, "account": {"column": "account"}, "ratedOn": {"column": "day"},
                        "rating": {"column": "rating"}}}""";

    private final Bench bench;
    private final BaseSettings base;
    private final long usageRows;
    private final Catalogue catalogue;

    private BenchMetrics(Bench bench, BaseSettings base, long usageRows) throws IOException {
        this.bench = bench;
        this.base = base;
        this.usageRows = usageRows;
        this.catalogue = Rules.catalogue(
                bench.suite().settings().checkout().rules(),
                text -> text.replace("status: AVAILABLE", "status: TRACKED"));
    }

    /** Runs with the settings `ACCOUNTS`, `SEED`, `SEATS`, `USAGE`, `HEAP` and `OPTIONS` of the environment. */
    public static void main(String[] arguments) {
        Bench.ofIngestion("metrics", services -> services, BenchMetrics::run);
    }

    private static void run(Bench bench) throws IOException, SQLException {
        BaseSettings base = BaseSettings.from(System.getenv()).on(LocalDate.now(Clock.systemUTC()));
        long usageRows = Long.parseLong(Bench.setting("USAGE", "0"));
        BenchMetrics metrics = new BenchMetrics(bench, base, usageRows);
        bench.describe("ACCOUNTS=" + base.accounts() + " SEED=" + base.seed() + " SEATS=" + base.seats() + " USAGE="
                + usageRows + ", " + metrics.catalogue.tracked().size() + " definitions");
        bench.suite().start();
        try (FilledDatabase database = new FilledDatabase(bench.suite().postgres(), base)) {
            metrics.measure(database);
        }
    }

    private void measure(FilledDatabase database) throws SQLException, IOException {
        bench.figure(
                "%-28s %9s %11s %9s %10s %9s %9s %12s",
                "", "accounts", "usage rows", "s", "ms/account", "CPU s", "of the DB", "usage rows/s");
        int tenth = Math.max(1, base.accounts() / 10);
        fill(database, tenth, usageRows / 10);
        double few = all(database, "values of a tenth", tenth);
        forgetValues(database);
        fill(database, base.accounts(), usageRows);
        database.run("truncate usage_packed");
        double many = all(database, "values of all", base.accounts());
        bench.figure("%.1f times the accounts took %.1f times as long", base.accounts() / (double) tenth, many / few);
        forgetValues(database);
        database.run("vacuum analyze usage_packed");
        all(database, "again, from packed usage", base.accounts());
        touch(database);
        newSource(database);
        bench.memory();
        bench.figure(
                "bytes per account: %,d of values, %,d of packed usage, %,d on the feed",
                size(database, "account_values"), size(database, "usage_packed"), feed(database));
        bench.figure(
                "users of an account at the 95th percentile: %d",
                database.number("select percentile_disc(0.95) within group (order by n)"
                        + " from (select count(*) as n from account_user group by account_id) u"));
    }

    private static void forgetValues(FilledDatabase database) throws SQLException {
        database.run("truncate account_values, feed_change");
        database.run("update catalogue set live = false");
    }

    private void fill(FilledDatabase database, int accounts, long rows) throws SQLException {
        try (Progress.Waiting waiting = bench.progress().waitingFor("the records of " + accounts + " accounts")) {
            database.fill(accounts, rows);
        }
    }

    private double all(FilledDatabase database, String what, int accounts) throws SQLException {
        long rows = database.number("select count(*) from usage_known('infinity')");
        return timed(what, accounts, rows, () -> {
            new TimedClient(
                            bench.suite().settings().urlOf(Bench.INGESTION),
                            () -> bench.suite().tokens().ofSystem("rules-engine"))
                    .putJson("/v1/catalogues/" + catalogue.catalogueHash(), catalogue.toJson())
                    .json();
            await(database, "select count(*) from catalogue where live and state = 'READY'", 1);
        });
    }

    private void touch(FilledDatabase database) throws SQLException {
        int touched = base.accounts() / 100;
        timed("a hundredth touched", touched, touched, () -> {
            database.run("""
                    begin;
                    insert into usage_batch (number, import_number, known_at) overriding system value values (2, 0, now());
                    insert into usage (account, app_user, feature, day, count, batch, id)
                    select number, null, 1, date '%s', 5, 2, uuidv7() from usage_account where number %% 100 = 0;
                    select mark_dirty(array_agg(account_id), array['USAGE']) from usage_account where number %% 100 = 0;
                    commit
                    """.formatted(base.day()));
            await(database, "select count(*) from metric_dirty", 0);
        });
    }

    /** Until the values of its account are there, and until those of all accounts are: what a new source says of a day is new for all. */
    private void newSource(FilledDatabase database) throws SQLException, IOException {
        String account =
                database.text("select account_id from account_values where customer order by account_id desc limit 1");
        Path file = bench.folder().resolve("newcomer.csv");
        Files.writeString(file, "id,account,day,rating\n1," + account + "," + base.day() + ",5\n");
        TimedClient client = bench.as("loader");
        client.putJson("/v1/mappings/newcomer", NEW_SOURCE).json();
        long version = database.number("select version from account_values where account_id = '" + account + "'");
        timed("all of a new source", base.accounts(), 1, () -> {
            timed("one record of a new source", 1, 1, () -> {
                new FileImport(client, base.day()).run(file, "newcomer");
                await(
                        database,
                        "select count(*) from account_values where account_id = '" + account + "' and version > "
                                + version,
                        1);
            });
            await(database, "select (select count(*) from metric_dirty) + (select count(*) from metric_sweep)", 0);
        });
    }

    /** What is measured. */
    private interface Work {
        void run() throws SQLException;
    }

    private double timed(String what, int accounts, long rows, Work work) throws SQLException {
        CpuTime before = bench.cpu();
        long started = System.nanoTime();
        try (Progress.Waiting waiting = bench.progress().waitingFor(what)) {
            work.run();
        }
        double seconds = (System.nanoTime() - started) / 1e9;
        CpuTime used = bench.cpu().since(before);
        bench.show(
                "%-28s %,9d %,11d %9.2f %10.3f %9.1f %9.1f %,12.0f",
                what,
                accounts,
                rows,
                seconds,
                1e3 * seconds / accounts,
                used.service(),
                used.database(),
                rows / seconds);
        return seconds;
    }

    private static void await(FilledDatabase database, String query, long wanted) throws SQLException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (database.number(query) != wanted) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("The values were not there after " + LIMIT);
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
    }

    private long size(FilledDatabase database, String table) throws SQLException {
        return database.number("select pg_total_relation_size('" + table + "')") / base.accounts();
    }

    private long feed(FilledDatabase database) throws SQLException {
        return database.number(
                        "select sum(pg_total_relation_size(relid))::bigint from pg_partition_tree('feed_change')")
                / base.accounts();
    }
}
