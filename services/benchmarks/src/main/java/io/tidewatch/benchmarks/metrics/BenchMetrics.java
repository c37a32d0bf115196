package io.tidewatch.benchmarks.metrics;

import io.tidewatch.benchmarks.base.BaseSettings;
import io.tidewatch.benchmarks.imports.CpuTime;
import io.tidewatch.benchmarks.imports.FileImport;
import io.tidewatch.benchmarks.imports.Memory;
import io.tidewatch.benchmarks.imports.TimedClient;
import io.tidewatch.metric.catalogue.Catalogue;
import io.tidewatch.suite.Checkout;
import io.tidewatch.suite.FolderTree;
import io.tidewatch.suite.Progress;
import io.tidewatch.suite.Suite;
import io.tidewatch.suite.SuiteSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * `make bench-metrics`: how long the packaged account-ingestion takes for the values of all metrics that the project ships, of a tenth of
 * the accounts and of all, after a hundredth of them was touched, and after the first record of a new source. Everything stops by itself and the
 * data are deleted.
 */
public final class BenchMetrics {

    private static final String SERVICE = "account-ingestion";
    private static final Duration LIMIT = Duration.ofHours(2);
    private static final Duration POLL = Duration.ofMillis(20);

    private static final String NEW_SOURCE = """
            {"source": "newcomer", "kind": "SENTIMENT", "accountsOf": "bench", "description": "Ratings of a new source.",
             "fields": {"id": {"column": "id"}, "account": {"column": "account"}, "ratedOn": {"column": "day"},
                        "rating": {"column": "rating"}}}""";

    private final BaseSettings base;
    private final long usageRows;
    private final Suite suite;
    private final Path folder;
    private final Progress progress;
    private final Catalogue catalogue;
    private final List<String> figures = new ArrayList<>();

    private BenchMetrics(BaseSettings base, long usageRows, Suite suite, Path folder, Progress progress)
            throws IOException {
        this.base = base;
        this.usageRows = usageRows;
        this.suite = suite;
        this.folder = folder;
        this.progress = progress;
        this.catalogue = allTracked(suite.settings().checkout().rules());
    }

    /** Runs with the settings `ACCOUNTS`, `SEED`, `SEATS`, `USAGE`, `HEAP` and `OPTIONS` of the environment. */
    public static void main(String[] arguments) {
        Progress progress = new Progress(System.out, Clock.systemUTC());
        int status = 0;
        try {
            run(progress);
        } catch (IllegalArgumentException
                | IllegalStateException
                | ArithmeticException
                | UncheckedIOException
                | IOException
                | SQLException e) {
            progress.say("The benchmark ended early: " + e.getMessage());
            status = 1;
        }
        System.exit(status);
    }

    private static void run(Progress progress) throws IOException, SQLException {
        BaseSettings base = BaseSettings.from(System.getenv()).on(LocalDate.now(Clock.systemUTC()));
        long usageRows = Long.parseLong(setting("USAGE", "0"));
        Checkout checkout = Checkout.current();
        Path target = checkout.service("benchmarks").resolve("target");
        Files.createDirectories(target);
        Path folder = Files.createTempDirectory(target, "metrics");
        String options = "-Xmx" + setting("HEAP", "512m") + " -XX:TieredStopAtLevel=4 " + setting("OPTIONS", "");
        Suite suite = Suite.of(
                SuiteSettings.apart(checkout, folder, false)
                        .only(SERVICE)
                        .with(SERVICE, "_JAVA_OPTIONS", options.strip()),
                progress);
        // Ctrl-C, too, ends all processes.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(suite, folder), "benchmark-end"));
        suite.start();
        BenchMetrics bench = new BenchMetrics(base, usageRows, suite, folder, progress);
        try (FilledDatabase database = new FilledDatabase(suite.postgres(), base)) {
            bench.measure(database);
        } finally {
            // Also what was measured before a failure.
            bench.print(options);
        }
    }

    private static String setting(String name, String usual) {
        String value = System.getenv().getOrDefault(name, "").strip();
        return value.isEmpty() ? usual : value;
    }

    private static void end(Suite suite, Path folder) {
        suite.close();
        try {
            FolderTree.delete(folder);
        } catch (IOException e) {
            System.err.println("Cannot delete " + folder + ": " + e.getMessage());
        }
    }

    /** The catalogue of the project, in which all metrics are tracked. */
    private static Catalogue allTracked(Path rules) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(rules, 2)) {
            for (Path path :
                    paths.filter(file -> file.toString().endsWith(".yaml")).toList()) {
                files.put(
                        rules.relativize(path).toString(),
                        Files.readString(path).replace("status: AVAILABLE", "status: TRACKED"));
            }
        }
        return Catalogue.parse(files);
    }

    private void measure(FilledDatabase database) throws SQLException, IOException {
        figure(
                "%-28s %9s %11s %9s %10s %9s %9s %12s",
                "", "accounts", "usage rows", "s", "ms/account", "CPU s", "of the DB", "usage rows/s");
        int tenth = Math.max(1, base.accounts() / 10);
        fill(database, tenth, usageRows / 10);
        double few = all(database, "values of a tenth", tenth);
        database.run("truncate account_values, feed_change");
        database.run("update catalogue set live = false");
        fill(database, base.accounts(), usageRows);
        double many = all(database, "values of all", base.accounts());
        figure("%.1f times the accounts took %.1f times as long", base.accounts() / (double) tenth, many / few);
        touch(database);
        newSource(database);
        Memory memory = Memory.of(pid());
        figure(
                "resident memory of the service: %,d MB now, %,d MB at its peak",
                memory.nowMegabytes(), memory.peakMegabytes());
        figure("bytes per account: %,d of values, %,d on the feed", size(database, "account_values"), feed(database));
        figure(
                "users of an account at the 95th percentile: %d",
                database.number("select percentile_disc(0.95) within group (order by n)"
                        + " from (select count(*) as n from account_user group by account_id) u"));
    }

    private void fill(FilledDatabase database, int accounts, long rows) throws SQLException, IOException {
        try (Progress.Waiting waiting = progress.waitingFor("the records of " + accounts + " accounts")) {
            database.fill(accounts, rows);
        }
    }

    private double all(FilledDatabase database, String what, int accounts) throws SQLException {
        long rows = database.number("select count(*) from usage_known('infinity')");
        return timed(what, accounts, rows, () -> {
            new TimedClient(suite.settings().urlOf(SERVICE), () -> suite.tokens()
                            .ofSystem("rules-engine"))
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
                    insert into usage (account, app_user, feature, day, count, batch, id)
                    select number, null, 1, date '%s', 5, 1, uuidv7() from usage_account where number %% 100 = 0;
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
        Path file = folder.resolve("newcomer.csv");
        Files.writeString(file, "id,account,day,rating\n1," + account + "," + base.day() + ",5\n");
        TimedClient client = new TimedClient(
                suite.settings().urlOf(SERVICE), () -> suite.tokens().ofSystem("loader"));
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
        CpuTime before = cpu();
        long started = System.nanoTime();
        try (Progress.Waiting waiting = progress.waitingFor(what)) {
            work.run();
        }
        double seconds = (System.nanoTime() - started) / 1e9;
        CpuTime used = cpu().since(before);
        figure(
                "%-28s %,9d %,11d %9.2f %10.3f %9.1f %9.1f %,12.0f",
                what,
                accounts,
                rows,
                seconds,
                1e3 * seconds / accounts,
                used.service(),
                used.database(),
                rows / seconds);
        progress.say("  " + figures.getLast());
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

    private CpuTime cpu() {
        return CpuTime.of(pid(), suite.postgres().process().pid());
    }

    private long pid() {
        return suite.services().instances(SERVICE).getFirst().process().pid();
    }

    private void print(String options) {
        progress.say(
                "\nmake bench-metrics ACCOUNTS=" + base.accounts() + " SEED=" + base.seed() + " SEATS=" + base.seats()
                        + " USAGE=" + usageRows + "   (" + catalogue.tracked().size() + " definitions, "
                        + Runtime.getRuntime().availableProcessors() + " processors, JDK "
                        + Runtime.version().feature() + ", " + options.strip() + ")");
        figures.forEach(progress::say);
    }

    private void figure(String format, Object... values) {
        figures.add(String.format(Locale.ROOT, format, values).stripTrailing());
    }
}
