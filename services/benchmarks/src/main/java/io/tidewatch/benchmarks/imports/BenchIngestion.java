package io.tidewatch.benchmarks.imports;

import io.tidewatch.benchmarks.base.BaseSettings;
import io.tidewatch.benchmarks.base.CustomerBase;
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
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * `make bench-ingestion`: imports a large file of usage, with repeated and broken rows, into the packaged account-ingestion
 * and compares it with COPY of the good rows on the same server. Everything stops by itself and the data are deleted.
 */
public final class BenchIngestion {

    private static final String SERVICE = "account-ingestion";
    private static final String USAGE = "tidewatch-usage";
    private static final int ROWS_PER_ACCOUNT = 65;
    private static final int FEWEST_ACCOUNTS = 1_000;

    private final BaseSettings base;
    private final Suite suite;
    private final Path files;
    private final Path rules;
    private final Progress progress;
    private final List<String> figures = new ArrayList<>();
    private CpuTime used;

    private BenchIngestion(BaseSettings base, Suite suite, Path files, Path rules, Progress progress) {
        this.base = base;
        this.suite = suite;
        this.files = files;
        this.rules = rules;
        this.progress = progress;
    }

    /** Runs with the settings `ROWS`, `SEED`, `KINDS`, `HEAP` and `OPTIONS` of the environment. */
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
        long rows = Long.parseLong(setting("ROWS", "2000000"));
        boolean allKinds = setting("KINDS", "usage").equals("all");
        LocalDate today = LocalDate.now(Clock.systemUTC());
        int accounts = Math.toIntExact(Math.max(FEWEST_ACCOUNTS, rows / ROWS_PER_ACCOUNT));
        BaseSettings base = new BaseSettings(accounts, Long.parseLong(setting("SEED", "1")), today, 8, true);
        Checkout checkout = Checkout.current();
        Path target = checkout.service("benchmarks").resolve("target");
        Files.createDirectories(target);
        Path folder = Files.createTempDirectory(target, "ingestion");
        // Heap and compilers as in production.
        String options = "-Xmx" + setting("HEAP", "512m") + " -XX:TieredStopAtLevel=4 " + setting("OPTIONS", "");
        Suite suite = Suite.of(
                SuiteSettings.apart(checkout, folder, false)
                        .only(SERVICE)
                        .with(SERVICE, "tidewatch.import.max-bytes", Long.toString(1L << 36))
                        .with(SERVICE, "_JAVA_OPTIONS", options.strip()),
                progress);
        // Ctrl-C, too, ends all processes.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(suite, folder), "benchmark-end"));
        progress.say(String.format(Locale.ROOT, "Generating %,d accounts …", accounts));
        new CustomerBase(base).writeTo(folder.resolve("base"));
        MixedFile mixed = MixedFile.of(
                CustomerBase.file(folder.resolve("base"), USAGE), rows, base.seed(), folder.resolve("base"));
        suite.start();
        BenchIngestion bench = new BenchIngestion(base, suite, folder.resolve("base"), checkout.rules(), progress);
        try {
            bench.measure(mixed, allKinds);
            bench.measureMemory();
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

    private void measure(MixedFile usage, boolean allKinds) throws SQLException, IOException {
        List<String> kinds = CustomerBase.mappings().stream()
                .filter(mapping -> !mapping.equals(USAGE) && (allKinds || mapping.equals("tidewatch-accounts")))
                .toList();
        List<String> declared = allKinds ? CustomerBase.kinds() : List.of();
        CopyYardstick yardstick = new CopyYardstick(suite.postgres());
        Map<String, Double> copied = new java.util.HashMap<>();
        try (Progress.Waiting waiting = progress.waitingFor("COPY of the same files")) {
            for (String mapping : kinds) {
                copied.put(mapping, yardstick.rowsPerSecond(CustomerBase.file(files, mapping)));
            }
            for (String kind : declared) {
                copied.put(kind, yardstick.rowsPerSecond(CustomerBase.file(files, kind)));
            }
            copied.put(USAGE, yardstick.rowsPerSecond(usage.clean()));
        }
        yardstick.drop();
        figure(
                "%-24s %10s %8s %8s %10s %10s %7s %9s %9s",
                "", "rows", "upload s", "s", "rows/s", "COPY", "ratio", "CPU s", "of the DB");
        TimedClient loader = as("loader");
        FileImport imports = new FileImport(loader, base.day());
        for (String mapping : kinds) {
            FileImport.Measured measured = run(imports, CustomerBase.file(files, mapping), mapping);
            add(mapping, measured.demand(measured.rows(), 0, 0), copied.get(mapping));
        }
        if (allKinds) {
            measureDeclared(declared, loader, imports, copied);
        }
        add(
                USAGE,
                run(imports, usage.mixed(), USAGE).demand(usage.rows(), usage.repeated(), usage.broken()),
                copied.get(USAGE));
        long all = usage.rows() + usage.repeated();
        add(USAGE + ", again", run(imports, usage.mixed(), USAGE).demand(0, all, usage.broken()), copied.get(USAGE));
    }

    private void measureDeclared(
            List<String> kinds, TimedClient loader, FileImport imports, Map<String, Double> copied) {
        KindMappings mappings = new KindMappings(rules);
        mappings.declare(as("rules-engine"));
        for (String kind : kinds) {
            Path file = CustomerBase.file(files, kind);
            mappings.store(loader, kind, file);
            FileImport.Measured measured = run(imports, file, KindMappings.name(kind));
            add(kind, measured.demand(measured.rows(), 0, 0), copied.get(kind));
        }
    }

    private TimedClient as(String system) {
        return new TimedClient(
                suite.settings().urlOf(SERVICE), () -> suite.tokens().ofSystem(system));
    }

    private FileImport.Measured run(FileImport imports, Path file, String mapping) {
        CpuTime before = cpu();
        try (Progress.Waiting waiting = progress.waitingFor("the import of " + mapping)) {
            FileImport.Measured measured = imports.run(file, mapping);
            used = cpu().since(before);
            return measured;
        }
    }

    private CpuTime cpu() {
        return CpuTime.of(
                suite.services().instances(SERVICE).getFirst().process().pid(),
                suite.postgres().process().pid());
    }

    private void add(String what, FileImport.Measured measured, double copied) {
        figure(
                "%-24s %,10d %8.1f %8.1f %,10.0f %,10.0f %7.3f %9.1f %9.1f",
                what,
                measured.rows(),
                measured.uploadSeconds(),
                measured.seconds(),
                measured.rate(),
                copied,
                measured.rate() / copied,
                used.service(),
                used.database());
        progress.say("  " + figures.getLast());
    }

    private void measureMemory() throws IOException {
        Memory memory = Memory.of(
                suite.services().instances(SERVICE).getFirst().process().pid());
        figure(
                "resident memory of the service: %,d MB now, %,d MB at its peak",
                memory.nowMegabytes(), memory.peakMegabytes());
    }

    private void print(String options) {
        progress.say("\nmake bench-ingestion, accounts=" + base.accounts() + " seed=" + base.seed() + "   ("
                + Runtime.getRuntime().availableProcessors() + " processors, JDK "
                + Runtime.version().feature() + ", " + options.strip() + ")");
        figures.forEach(progress::say);
    }

    private void figure(String format, Object... values) {
        figures.add(String.format(Locale.ROOT, format, values).stripTrailing());
    }
}
