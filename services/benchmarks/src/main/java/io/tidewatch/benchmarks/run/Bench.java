package io.tidewatch.benchmarks.run;

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
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;

/**
 * A benchmark while it runs: packaged services with data and a folder of their own, and the figures that are printed at the end. Everything
 * stops by itself, also with Ctrl-C, and the data are deleted.
 */
public final class Bench {

    /** The service that most benchmarks start alone. */
    public static final String INGESTION = "account-ingestion";

    /** What a benchmark does; the services are not started yet. */
    public interface Work {
        /** Starts the services and measures. */
        void on(Bench bench) throws IOException, SQLException;
    }

    private final String name;
    private final Suite suite;
    private final Path folder;
    private final Progress progress;
    private final List<String> figures = new ArrayList<>();
    private String settings = "";
    private String remark = "";

    private Bench(String name, Suite suite, Path folder, Progress progress) {
        this.name = name;
        this.suite = suite;
        this.folder = folder;
        this.progress = progress;
    }

    /**
     * Runs a benchmark and ends the program, with status 1 if it failed.
     *
     * @param name as in {@code make bench-name}
     * @param services changes the settings of the services
     */
    public static void run(String name, UnaryOperator<SuiteSettings> services, Work work) {
        Progress progress = new Progress(System.out, Clock.systemUTC());
        int status = 0;
        try {
            Bench bench = open(name, services, progress);
            try {
                work.on(bench);
            } finally {
                // Also what was measured before a failure.
                bench.print();
            }
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

    /**
     * Runs a benchmark of services, with the heap and the compilers of production: {@code HEAP} and {@code OPTIONS} of the
     * environment are of each service.
     */
    public static void ofServices(String name, UnaryOperator<SuiteSettings> services, Work work) {
        String options =
                ("-Xmx" + setting("HEAP", "512m") + " -XX:TieredStopAtLevel=4 " + setting("OPTIONS", "")).strip();
        UnaryOperator<SuiteSettings> asInProduction = usual -> {
            SuiteSettings settings = services.apply(usual);
            for (String service : SuiteSettings.SERVICES) {
                // The one variable that wins over the options of the command line.
                settings = settings.with(service, "_JAVA_OPTIONS", options);
            }
            return settings;
        };
        run(name, asInProduction, bench -> {
            bench.remark = ", " + options;
            work.on(bench);
        });
    }

    /** Runs a benchmark of {@link #INGESTION} alone, as {@link #ofServices}. */
    public static void ofIngestion(String name, UnaryOperator<SuiteSettings> services, Work work) {
        ofServices(name, usual -> services.apply(usual.only(INGESTION)), work);
    }

    private static Bench open(String name, UnaryOperator<SuiteSettings> services, Progress progress)
            throws IOException {
        Checkout checkout = Checkout.current();
        Path target = checkout.service("benchmarks").resolve("target");
        Files.createDirectories(target);
        Path folder = Files.createTempDirectory(target, name);
        Suite suite = Suite.of(services.apply(SuiteSettings.apart(checkout, folder, false)), progress);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(suite, folder), "benchmark-end"));
        return new Bench(name, suite, folder, progress);
    }

    private static void end(Suite suite, Path folder) {
        suite.close();
        try {
            FolderTree.delete(folder);
        } catch (IOException e) {
            System.err.println("Cannot delete " + folder + ": " + e.getMessage());
        }
    }

    /** A setting of the environment, or the usual value where it is missing or blank. */
    public static String setting(String name, String usual) {
        String value = System.getenv().getOrDefault(name, "").strip();
        return value.isEmpty() ? usual : value;
    }

    /** The services. */
    public Suite suite() {
        return suite;
    }

    /** A folder that is deleted at the end. */
    public Path folder() {
        return folder;
    }

    /** Says what happens. */
    public Progress progress() {
        return progress;
    }

    /** Sets what is printed above the figures, such as {@code ACCOUNTS=5000}. */
    public void describe(String text) {
        settings = " " + text;
    }

    /** Keeps a line for the end. */
    public void figure(String format, Object... values) {
        figures.add(String.format(Locale.ROOT, format, values).stripTrailing());
    }

    /** Keeps a line for the end and shows it now. */
    public void show(String format, Object... values) {
        figure(format, values);
        progress.say("  " + figures.getLast());
    }

    /** A client of a service in the role of another system. */
    public TimedClient as(String system) {
        return new TimedClient(
                suite.settings().urlOf(INGESTION), () -> suite.tokens().ofSystem(system));
    }

    /** Processor time of {@link #INGESTION} and of PostgreSQL so far. */
    public CpuTime cpu() {
        return CpuTime.of(pid(INGESTION), suite.postgres().process().pid());
    }

    /** Keeps the resident memory of {@link #INGESTION} as a figure. */
    public void memory() throws IOException {
        Memory memory = Memory.of(pid(INGESTION));
        figure(
                "resident memory of the service: %,d MB now, %,d MB at its peak",
                memory.nowMegabytes(), memory.peakMegabytes());
    }

    /** The process of a service. */
    public long pid(String service) {
        return suite.services().instances(service).getFirst().process().pid();
    }

    private void print() {
        progress.say("\nmake bench-" + name + settings + "   ("
                + Runtime.getRuntime().availableProcessors() + " processors, JDK "
                + Runtime.version().feature() + remark + ")");
        figures.forEach(progress::say);
    }
}
