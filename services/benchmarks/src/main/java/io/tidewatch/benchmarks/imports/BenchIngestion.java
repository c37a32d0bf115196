package io.tidewatch.benchmarks.imports;

import io.tidewatch.benchmarks.base.BaseSettings;
import io.tidewatch.benchmarks.base.CustomerBase;
import io.tidewatch.benchmarks.run.Bench;
import io.tidewatch.benchmarks.run.CpuTime;
import io.tidewatch.benchmarks.run.TimedClient;
import io.tidewatch.suite.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * `make bench-ingestion`: imports a large file of usage, with repeated and broken rows, into the packaged account-ingestion
 * and compares it with COPY of the good rows on the same server. Everything stops by itself and the data are deleted.
 */
public final class BenchIngestion {

    private static final String USAGE = "tidewatch-usage";
    private static final int ROWS_PER_ACCOUNT = 65;
    private static final int FEWEST_ACCOUNTS = 1_000;

    private final Bench bench;
    private final BaseSettings base;
    private final Path files;
    private CpuTime used;

    private BenchIngestion(Bench bench, BaseSettings base, Path files) {
        this.bench = bench;
        this.base = base;
        this.files = files;
    }

    /** Runs with the settings `ROWS`, `SEED`, `KINDS`, `HEAP` and `OPTIONS` of the environment. */
    public static void main(String[] arguments) {
        Bench.ofIngestion(
                "ingestion",
                services -> services.with(Bench.INGESTION, "tidewatch.import.max-bytes", Long.toString(1L << 36)),
                BenchIngestion::run);
    }

    private static void run(Bench bench) throws IOException, SQLException {
        long rows = Long.parseLong(Bench.setting("ROWS", "2000000"));
        boolean allKinds = Bench.setting("KINDS", "usage").equals("all");
        int accounts = Math.toIntExact(Math.max(FEWEST_ACCOUNTS, rows / ROWS_PER_ACCOUNT));
        long seed = Long.parseLong(Bench.setting("SEED", "1"));
        BaseSettings base = new BaseSettings(accounts, seed, LocalDate.now(Clock.systemUTC()), 8, true);
        bench.describe("ROWS=" + rows + " SEED=" + seed + (allKinds ? " KINDS=all" : ""));
        bench.progress().say(String.format(Locale.ROOT, "Generating %,d accounts …", accounts));
        Path files = bench.folder().resolve("base");
        new CustomerBase(base).writeTo(files);
        MixedFile mixed = MixedFile.of(CustomerBase.file(files, USAGE), rows, seed, files);
        bench.suite().start();
        new BenchIngestion(bench, base, files).measure(mixed, allKinds);
        bench.memory();
    }

    private void measure(MixedFile usage, boolean allKinds) throws SQLException, IOException {
        List<String> kinds = CustomerBase.mappings().stream()
                .filter(mapping -> !mapping.equals(USAGE) && (allKinds || mapping.equals("tidewatch-accounts")))
                .toList();
        List<String> declared = allKinds ? CustomerBase.kinds() : List.of();
        CopyYardstick yardstick = new CopyYardstick(bench.suite().postgres());
        Map<String, Double> copied = new java.util.HashMap<>();
        try (Progress.Waiting waiting = bench.progress().waitingFor("COPY of the same files")) {
            for (String mapping : kinds) {
                copied.put(mapping, yardstick.rowsPerSecond(CustomerBase.file(files, mapping)));
            }
            for (String kind : declared) {
                copied.put(kind, yardstick.rowsPerSecond(CustomerBase.file(files, kind)));
            }
            copied.put(USAGE, yardstick.rowsPerSecond(usage.clean()));
        }
        yardstick.drop();
        bench.figure(
                "%-24s %10s %8s %8s %10s %10s %7s %9s %9s",
                "", "rows", "upload s", "s", "rows/s", "COPY", "ratio", "CPU s", "of the DB");
        TimedClient loader = bench.as("loader");
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
        KindMappings mappings =
                new KindMappings(bench.suite().settings().checkout().rules());
        mappings.declare(bench.as("rules-engine"));
        for (String kind : kinds) {
            Path file = CustomerBase.file(files, kind);
            mappings.store(loader, kind, file);
            FileImport.Measured measured = run(imports, file, KindMappings.name(kind));
            add(kind, measured.demand(measured.rows(), 0, 0), copied.get(kind));
        }
    }

    private FileImport.Measured run(FileImport imports, Path file, String mapping) {
        CpuTime before = bench.cpu();
        try (Progress.Waiting waiting = bench.progress().waitingFor("the import of " + mapping)) {
            FileImport.Measured measured = imports.run(file, mapping);
            used = bench.cpu().since(before);
            return measured;
        }
    }

    private void add(String what, FileImport.Measured measured, double copied) {
        bench.show(
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
    }
}
