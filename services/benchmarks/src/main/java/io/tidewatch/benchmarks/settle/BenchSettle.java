package io.tidewatch.benchmarks.settle;

import io.tidewatch.benchmarks.base.BaseSettings;
import io.tidewatch.benchmarks.base.CustomerBase;
import io.tidewatch.benchmarks.imports.CopyYardstick;
import io.tidewatch.benchmarks.imports.FileImport;
import io.tidewatch.benchmarks.imports.KindMappings;
import io.tidewatch.benchmarks.imports.Memory;
import io.tidewatch.benchmarks.imports.TimedClient;
import io.tidewatch.suite.Checkout;
import io.tidewatch.suite.FolderTree;
import io.tidewatch.suite.Progress;
import io.tidewatch.suite.Suite;
import io.tidewatch.suite.SuiteSettings;
import io.tidewatch.suite.example.ExampleFlags;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * `make bench-settle`: starts the packaged services with data of their own, loads a generated base through the import API,
 * waits until everybody is judged, and prints what it took. Everything stops by itself and the data are deleted.
 */
public final class BenchSettle {

    private static final String QUERY = """
            {"metrics": ["gross-revenue-retention", "net-revenue-retention", "logo-churn"], "asOf": "%s"}""";

    private final BaseSettings base;
    private final Suite suite;
    private final Path files;
    private final KindMappings kinds;
    private final Progress progress;
    private final List<String> figures = new ArrayList<>();

    private BenchSettle(BaseSettings base, Suite suite, Path files, KindMappings kinds, Progress progress) {
        this.base = base;
        this.suite = suite;
        this.files = files;
        this.kinds = kinds;
        this.progress = progress;
    }

    /** Runs with the settings `ACCOUNTS`, `SEED`, `SEATS`, `SIGNAL` and `HEAP` of the environment. */
    public static void main(String[] arguments) {
        Progress progress = new Progress(System.out, Clock.systemUTC());
        int status = 0;
        try {
            LocalDate today = LocalDate.now(Clock.systemUTC());
            run(BaseSettings.from(System.getenv()).on(today), progress);
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

    private static void run(BaseSettings base, Progress progress) throws IOException, SQLException {
        Checkout checkout = Checkout.current();
        Path target = checkout.service("benchmarks").resolve("target");
        Files.createDirectories(target);
        Path folder = Files.createTempDirectory(target, "settle");
        Suite suite = Suite.of(settings(checkout, folder), progress);
        // Ctrl-C, too, ends all processes.
        Thread end = new Thread(() -> end(suite, folder), "benchmark-end");
        Runtime.getRuntime().addShutdownHook(end);
        progress.say(String.format(Locale.ROOT, "Generating %,d accounts …", base.accounts()));
        new CustomerBase(base).writeTo(folder.resolve("base"));
        progress.say("Starting the services …");
        suite.start();
        new ExampleFlags(suite, progress).await(false);
        BenchSettle bench =
                new BenchSettle(base, suite, folder.resolve("base"), new KindMappings(checkout.rules()), progress);
        try {
            bench.load();
            bench.ask();
            bench.measureMemory();
        } finally {
            // Also what was measured before a failure.
            bench.print();
        }
    }

    private static SuiteSettings settings(Checkout checkout, Path folder) {
        SuiteSettings settings = SuiteSettings.apart(checkout, folder, false)
                .with("account-ingestion", "tidewatch.import.max-bytes", Long.toString(1L << 36));
        String heap = heap();
        if (!heap.isEmpty()) {
            for (String service : SuiteSettings.SERVICES) {
                // The one variable that wins over the options of the command line.
                settings = settings.with(service, "_JAVA_OPTIONS", "-Xmx" + heap);
            }
        }
        return settings;
    }

    private static String heap() {
        String heap = System.getenv().getOrDefault("HEAP", "").strip();
        if (!heap.matches("([1-9][0-9]*[mMgG])?")) {
            throw new IllegalArgumentException("HEAP must be a size such as 512m, not \"" + heap + "\".");
        }
        return heap;
    }

    private static void end(Suite suite, Path folder) {
        suite.close();
        try {
            FolderTree.delete(folder);
        } catch (IOException e) {
            System.err.println("Cannot delete " + folder + ": " + e.getMessage());
        }
    }

    private void load() throws SQLException, IOException {
        TimedClient ingestion = new TimedClient(suite.settings().urlOf("account-ingestion"), () -> suite.tokens()
                .ofSystem("loader"));
        FileImport imports = new FileImport(ingestion, base.day());
        Settlement settlement = new Settlement(suite);
        Map<String, Double> copied = copy();
        figure("import %-26s %10s %8s %10s %10s %7s", "", "rows", "s", "rows/s", "COPY", "ratio");
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
            try (Progress.Waiting waiting = progress.waitingFor("the import of " + mapping)) {
                measured = imports.run(file, mapping);
            }
            measured.demand(measured.rows(), 0, 0);
            all += measured.rows();
            double rate = measured.rate();
            double yardstick = copied.get(name);
            figure(
                    "import %-26s %,10d %8.1f %,10.0f %,10.0f %7.3f",
                    mapping, measured.rows(), measured.seconds(), rate, yardstick, rate / yardstick);
            progress.say("  " + figures.getLast());
        }
        double loaded = since(started);
        try (Progress.Waiting waiting = progress.waitingFor("all metrics")) {
            settlement.awaitMetrics();
        }
        double computed = since(started);
        progress.say(String.format(Locale.ROOT, "  all metrics computed after %.1f s", computed));
        try (Progress.Waiting waiting = progress.waitingFor("rules-engine to judge everybody")) {
            settlement.awaitJudgements();
        }
        double settled = since(started);
        progress.say(String.format(Locale.ROOT, "  everybody judged after %.1f s", settled));
        try (Progress.Waiting waiting = progress.waitingFor("reporting")) {
            settlement.awaitReporting();
        }
        double shown = since(started);
        figure("import %-26s %,10d %8.1f %,10.0f", "all", all, loaded, all / loaded);
        figure("since the first import: all metrics computed      %8.1f s", computed);
        figure("                        everybody judged (settled) %7.1f s", settled);
        figure("                        reporting has all flags   %8.1f s", shown);
        figure("raised: %,d flags, %,d open runs", settlement.raisedFlags(), settlement.openRuns());
    }

    /** Those of the shipped mappings, then those of the kinds that the bundle declares. */
    private static List<String> files() {
        return Stream.concat(CustomerBase.mappings().stream(), CustomerBase.kinds().stream())
                .toList();
    }

    /** Rows per second by file; before the imports, so that nothing else works on the server. */
    private Map<String, Double> copy() throws SQLException, IOException {
        CopyYardstick yardstick = new CopyYardstick(suite.postgres());
        Map<String, Double> copied = new HashMap<>();
        try (Progress.Waiting waiting = progress.waitingFor("COPY of the same files")) {
            for (String name : files()) {
                copied.put(name, yardstick.rowsPerSecond(CustomerBase.file(files, name)));
            }
        }
        yardstick.drop();
        return copied;
    }

    private void ask() {
        TimedClient ingestion = as("ana", "account-ingestion");
        TimedClient reporting = as("leah", "reporting");
        figure("%-42s %6s %12s %9s %9s", "request", "status", "bytes", "first s", "second s");
        String query = QUERY.formatted(base.day());
        twice("POST /v1/metrics/query (retention)", () -> ingestion.postJson("/v1/metrics/query", query));
        twice("GET / (page)", () -> reporting.get("/", "text/html"));
        twice("GET /v1/reports/retention", () -> reporting.get("/v1/reports/retention", "application/json"));
        twice("GET …/retention/accounts.csv", () -> reporting.get("/v1/reports/retention/accounts.csv", "text/csv"));
    }

    private void twice(String what, Supplier<TimedClient.Answer> call) {
        TimedClient.Answer first = call.get();
        TimedClient.Answer second = call.get();
        figure(
                "%-42s %6d %,12d %9.2f %9.2f",
                what, second.status(), second.body().length, first.seconds(), second.seconds());
        if (first.status() != 200 || second.status() != 200) {
            throw new IllegalStateException(what + " was answered with " + first.status() + " and " + second.status());
        }
    }

    private void measureMemory() throws IOException {
        figure("%-26s %12s %12s", "resident memory", "now MB", "peak MB");
        for (String service : SuiteSettings.SERVICES) {
            Memory memory = Memory.of(
                    suite.services().instances(service).getFirst().process().pid());
            figure("%-26s %,12d %,12d", service, memory.nowMegabytes(), memory.peakMegabytes());
        }
    }

    private void print() {
        String heap = heap().isEmpty() ? "" : " HEAP=" + heap();
        progress.say("\nmake bench-settle ACCOUNTS=" + base.accounts() + " SEED=" + base.seed() + " SEATS="
                + base.seats() + heap + "   (" + Runtime.getRuntime().availableProcessors() + " processors, JDK "
                + Runtime.version().feature() + ")");
        figures.forEach(progress::say);
    }

    private TimedClient as(String person, String service) {
        return new TimedClient(
                suite.settings().urlOf(service), () -> suite.tokens().ofPerson(person));
    }

    private void figure(String format, Object... values) {
        figures.add(String.format(Locale.ROOT, format, values).stripTrailing());
    }

    private static double since(long started) {
        return (System.nanoTime() - started) / 1e9;
    }
}
