package io.tidewatch.benchmarks.metrics;

import io.tidewatch.benchmarks.base.BaseSettings;
import io.tidewatch.benchmarks.imports.CpuTime;
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
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * `make bench-query`: how long the packaged account-ingestion takes to answer questions about all accounts of a generated base, the first
 * time and then. No values are kept. Everything stops by itself and the data are deleted.
 */
public final class BenchQuery {

    private static final String SERVICE = "account-ingestion";
    private static final int TIMES = 4;
    private static final int MONTHS = 36;
    private static final String RETENTION = "\"metrics\": [\"gross-revenue-retention\", \"net-revenue-retention\"]";

    private final BaseSettings base;
    private final Suite suite;
    private final Progress progress;
    private final TimedClient client;
    private final List<String> figures = new ArrayList<>();

    private BenchQuery(BaseSettings base, Suite suite, Progress progress) {
        this.base = base;
        this.suite = suite;
        this.progress = progress;
        this.client = new TimedClient(
                suite.settings().urlOf(SERVICE), () -> suite.tokens().ofSystem("rules-engine"));
    }

    /** Runs with the settings `ACCOUNTS`, `SEED`, `SEATS`, `HEAP` and `OPTIONS` of the environment. */
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
        Checkout checkout = Checkout.current();
        Path target = checkout.service("benchmarks").resolve("target");
        Files.createDirectories(target);
        Path folder = Files.createTempDirectory(target, "query");
        String options = "-Xmx" + setting("HEAP", "512m") + " -XX:TieredStopAtLevel=4 " + setting("OPTIONS", "");
        Suite suite = Suite.of(
                SuiteSettings.apart(checkout, folder, false)
                        .only(SERVICE)
                        .with(SERVICE, "tidewatch.metrics.worker", "false")
                        .with(SERVICE, "_JAVA_OPTIONS", options.strip()),
                progress);
        // Ctrl-C, too, ends all processes.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(suite, folder), "benchmark-end"));
        suite.start();
        BenchQuery bench = new BenchQuery(base, suite, progress);
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

    private void measure(FilledDatabase database) throws SQLException, IOException {
        try (Progress.Waiting waiting = progress.waitingFor("the records of " + base.accounts() + " accounts")) {
            database.fill(base.accounts(), 0);
        }
        Catalogue catalogue = catalogue(suite.settings().checkout().rules());
        client.putJson("/v1/catalogues/" + catalogue.catalogueHash(), catalogue.toJson())
                .json();
        database.run("update catalogue set state = 'READY'");
        figure("%-44s %11s %8s %8s %8s %8s", "", "bytes", "first s", "least s", "CPU s", "of DB");
        String months = IntStream.rangeClosed(1, MONTHS)
                .mapToObj(month -> "\""
                        + base.day().withDayOfMonth(1).minusMonths(month - 1L).minusDays(1) + "\"")
                .collect(Collectors.joining(", "));
        String day = "\"asOf\": \"" + base.day().minusDays(1) + "\"";
        ask(
                "GRR and NRR by COHORT, 36 month-ends",
                RETENTION + ", \"groupBy\": [\"COHORT\"], \"asOfDays\": [" + months + "]");
        ask("GRR and NRR, 36 month-ends", RETENTION + ", \"asOfDays\": [" + months + "]");
        ask("GRR and NRR, one day", RETENTION + ", " + day);
        ask("GRR and NRR by SEGMENT and CSM", RETENTION + ", \"groupBy\": [\"SEGMENT\", \"CSM\"], " + day);
        ask("GRR and NRR of each account, as lines", RETENTION + ", \"groupBy\": [\"ACCOUNT\"], " + day);
        Memory memory = Memory.of(pid());
        figure(
                "resident memory of the service: %,d MB now, %,d MB at its peak",
                memory.nowMegabytes(), memory.peakMegabytes());
    }

    private void ask(String what, String parts) {
        String accept = parts.contains("ACCOUNT") ? "application/x-ndjson" : "application/json";
        List<Double> seconds = new ArrayList<>();
        int bytes = 0;
        CpuTime before = cpu();
        for (int time = 0; time < TIMES; time++) {
            TimedClient.Answer answer = client.postJson("/v1/metrics/query", "{" + parts + "}", accept);
            if (answer.status() != 200) {
                throw new IllegalStateException(what + ": " + new String(answer.body()));
            }
            bytes = answer.body().length;
            seconds.add(answer.seconds());
        }
        CpuTime used = cpu().since(before);
        figure(
                "%-44s %,11d %8.2f %8.2f %8.2f %8.2f",
                what,
                bytes,
                seconds.getFirst(),
                seconds.stream().mapToDouble(Double::doubleValue).min().orElseThrow(),
                used.service() / TIMES,
                used.database() / TIMES);
        progress.say("  " + figures.getLast());
    }

    private static Catalogue catalogue(Path rules) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(rules, 2)) {
            for (Path path :
                    paths.filter(file -> file.toString().endsWith(".yaml")).toList()) {
                files.put(rules.relativize(path).toString(), Files.readString(path));
            }
        }
        return Catalogue.parse(files);
    }

    private CpuTime cpu() {
        return CpuTime.of(pid(), suite.postgres().process().pid());
    }

    private long pid() {
        return suite.services().instances(SERVICE).getFirst().process().pid();
    }

    private void print(String options) {
        progress.say(
                "\nmake bench-query ACCOUNTS=" + base.accounts() + " SEED=" + base.seed() + " SEATS=" + base.seats()
                        + "   (" + Runtime.getRuntime().availableProcessors() + " processors, JDK "
                        + Runtime.version().feature() + ", " + options.strip() + ")");
        figures.forEach(progress::say);
    }

    private void figure(String format, Object... values) {
        figures.add(String.format(Locale.ROOT, format, values).stripTrailing());
    }
}
