package io.tidewatch.benchmarks.settle;

import io.tidewatch.benchmarks.base.BaseSettings;
import io.tidewatch.benchmarks.base.CustomerBase;
import io.tidewatch.benchmarks.imports.CopyYardstick;
import io.tidewatch.benchmarks.imports.FileImport;
import io.tidewatch.benchmarks.imports.KindMappings;
import io.tidewatch.benchmarks.metrics.FilledDatabase;
import io.tidewatch.benchmarks.run.Bench;
import io.tidewatch.benchmarks.run.Memory;
import io.tidewatch.benchmarks.run.TimedClient;
import io.tidewatch.suite.Progress;
import io.tidewatch.suite.SuiteSettings;
import io.tidewatch.suite.example.ExampleFlags;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * `make bench-settle`: starts the packaged services with data of their own, loads a generated base through the import API,
 * waits until everybody is judged, and prints what it took. Everything stops by itself and the data are deleted.
 */
public final class BenchSettle {

    private static final String QUERY = """
            {"metrics": ["gross-revenue-retention", "net-revenue-retention", "logo-churn"], "asOf": "%s"}""";

    private final Bench bench;
    private final BaseSettings base;
    private final Path files;
    private final KindMappings kinds;

    private BenchSettle(Bench bench, BaseSettings base, Path files) {
        this.bench = bench;
        this.base = base;
        this.files = files;
        this.kinds = new KindMappings(bench.suite().settings().checkout().rules());
    }

    /**
     * Runs with the settings `ACCOUNTS`, `SEED`, `SEATS`, `SIGNAL`, `HEAP` and `OPTIONS` of the environment; with `LOAD=copy`
     * also with `KINDS` and `USAGE`.
     */
    public static void main(String[] arguments) {
        if (Bench.setting("LOAD", "import").equals("copy")) {
            Bench.ofIngestion("settle", usual -> usual, BenchSettle::runFilled);
        } else {
            Bench.ofServices("settle", BenchSettle::services, BenchSettle::run);
        }
    }

    private static void run(Bench bench) throws IOException, SQLException {
        BaseSettings base = BaseSettings.from(System.getenv()).on(LocalDate.now(Clock.systemUTC()));
        bench.describe("ACCOUNTS=" + base.accounts() + " SEED=" + base.seed() + " SEATS=" + base.seats());
        bench.progress().say(String.format(Locale.ROOT, "Generating %,d accounts …", base.accounts()));
        Path files = bench.folder().resolve("base");
        new CustomerBase(base).writeTo(files);
        bench.progress().say("Starting the services …");
        bench.suite().start();
        new ExampleFlags(bench.suite(), bench.progress()).await(false);
        BenchSettle settle = new BenchSettle(bench, base, files);
        settle.load();
        settle.ask();
        settle.measureMemory();
    }

    /** Stores the records with COPY before the other services start, for bases whose import would take hours. */
    private static void runFilled(Bench bench) throws IOException, SQLException {
        BaseSettings base = BaseSettings.from(System.getenv()).on(LocalDate.now(Clock.systemUTC()));
        long usage = Long.parseLong(Bench.setting("USAGE", "0"));
        String kinds = Bench.setting("KINDS", "");
        bench.describe("LOAD=copy ACCOUNTS=" + base.accounts() + " SEED=" + base.seed() + " SEATS=" + base.seats()
                + " USAGE=" + usage + " KINDS=" + kinds);
        bench.suite().start();
        try (FilledDatabase database = new FilledDatabase(
                        bench.suite().postgres(), base, kinds.isEmpty() ? Set.of() : Set.of(kinds.split(",")));
                Progress.Waiting waiting = bench.progress().waitingFor("the records")) {
            database.fill(base.accounts(), usage);
        }
        long started = System.nanoTime();
        for (String service : SuiteSettings.SERVICES) {
            if (!service.equals(Bench.INGESTION)) {
                bench.suite().services().start(service, 1);
                bench.suite().services().awaitReady(service);
            }
        }
        new ExampleFlags(bench.suite(), bench.progress()).await(false);
        BenchSettle settle = new BenchSettle(bench, base, bench.folder());
        settle.settle(started);
        settle.ask();
        settle.measureMemory();
    }

    private static SuiteSettings services(SuiteSettings usual) {
        return usual.with(Bench.INGESTION, "tidewatch.import.max-bytes", Long.toString(1L << 36));
    }

    private void load() throws SQLException, IOException {
        TimedClient ingestion = bench.as("loader");
        FileImport imports = new FileImport(ingestion, base.day());
        Map<String, Double> copied = copy();
        bench.figure("import %-26s %10s %8s %10s %10s %7s", "", "rows", "s", "rows/s", "COPY", "ratio");
        long all = 0;
        long started = System.nanoTime();
        for (String name : files()) {
            Path file = CustomerBase.file(files, name);
            String mapping = name;
            if (CustomerBase.kinds().contains(name)) {
                kinds.store(ingestion, name, file);
                mapping = KindMappings.name(name);
            }
            FileImport.Measured measured;
            try (Progress.Waiting waiting = bench.progress().waitingFor("the import of " + mapping)) {
                measured = imports.run(file, mapping);
            }
            measured.demand(measured.rows(), 0, 0);
            all += measured.rows();
            double rate = measured.rate();
            double yardstick = copied.get(name);
            bench.show(
                    "import %-26s %,10d %8.1f %,10.0f %,10.0f %7.3f",
                    mapping, measured.rows(), measured.seconds(), rate, yardstick, rate / yardstick);
        }
        double loaded = since(started);
        bench.figure("import %-26s %,10d %8.1f %,10.0f", "all", all, loaded, all / loaded);
        settle(started);
    }

    private void settle(long started) throws SQLException {
        Settlement settlement = new Settlement(bench.suite());
        try (Progress.Waiting waiting = bench.progress().waitingFor("all metrics")) {
            settlement.awaitMetrics();
        }
        bench.show("since the start: all metrics computed      %8.1f s", since(started));
        try (Progress.Waiting waiting = bench.progress().waitingFor("rules-engine to judge everybody")) {
            settlement.awaitJudgements();
        }
        bench.show("                 everybody judged (settled) %7.1f s", since(started));
        try (Progress.Waiting waiting = bench.progress().waitingFor("reporting")) {
            settlement.awaitReporting();
        }
        bench.show("                 reporting has all flags   %8.1f s", since(started));
        bench.figure("raised: %,d flags, %,d open runs", settlement.raisedFlags(), settlement.openRuns());
    }

    /** Those of the shipped mappings, then those of the kinds that the bundle declares. */
    private static List<String> files() {
        return Stream.concat(CustomerBase.mappings().stream(), CustomerBase.kinds().stream())
                .toList();
    }

    /** Rows per second by file; before the imports, so that nothing else works on the server. */
    private Map<String, Double> copy() throws SQLException, IOException {
        CopyYardstick yardstick = new CopyYardstick(bench.suite().postgres());
        Map<String, Double> copied = new HashMap<>();
        try (Progress.Waiting waiting = bench.progress().waitingFor("COPY of the same files")) {
            for (String name : files()) {
                copied.put(name, yardstick.rowsPerSecond(CustomerBase.file(files, name)));
            }
        }
        yardstick.drop();
        return copied;
    }

    private void ask() {
        TimedClient ingestion = as("ana", Bench.INGESTION);
        TimedClient reporting = as("leah", "reporting");
        bench.figure("%-42s %6s %12s %9s %9s", "request", "status", "bytes", "first s", "second s");
        String query = QUERY.formatted(base.day());
        twice("POST /v1/metrics/query (retention)", () -> ingestion.postJson("/v1/metrics/query", query));
        twice("GET / (page)", () -> reporting.get("/", "text/html"));
        twice("GET /v1/reports/retention", () -> reporting.get("/v1/reports/retention", "application/json"));
        twice("GET …/retention/accounts.csv", () -> reporting.get("/v1/reports/retention/accounts.csv", "text/csv"));
    }

    private void twice(String what, Supplier<TimedClient.Answer> call) {
        TimedClient.Answer first = call.get();
        TimedClient.Answer second = call.get();
        bench.figure(
                "%-42s %6d %,12d %9.2f %9.2f",
                what, second.status(), second.body().length, first.seconds(), second.seconds());
        if (first.status() != 200 || second.status() != 200) {
            throw new IllegalStateException(what + " was answered with " + first.status() + " and " + second.status());
        }
    }

    private void measureMemory() throws IOException {
        bench.figure("%-26s %12s %12s", "resident memory", "now MB", "peak MB");
        for (String service : SuiteSettings.SERVICES) {
            Memory memory = Memory.of(bench.pid(service));
            bench.figure("%-26s %,12d %,12d", service, memory.nowMegabytes(), memory.peakMegabytes());
        }
    }

    private TimedClient as(String person, String service) {
        return new TimedClient(
                bench.suite().settings().urlOf(service),
                () -> bench.suite().tokens().ofPerson(person));
    }

    private static double since(long started) {
        return (System.nanoTime() - started) / 1e9;
    }
}
