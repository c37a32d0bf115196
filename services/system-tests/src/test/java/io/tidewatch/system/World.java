package io.tidewatch.system;

import static org.awaitility.Awaitility.await;

import io.tidewatch.suite.Checkout;
import io.tidewatch.suite.Progress;
import io.tidewatch.suite.Suite;
import io.tidewatch.suite.SuitePort;
import io.tidewatch.suite.SuiteSettings;
import io.tidewatch.suite.example.ExampleLoader;
import io.tidewatch.suite.postgres.PgBouncer;
import io.tidewatch.suite.service.ServiceInstance;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.awaitility.core.ThrowingRunnable;

/**
 * The whole suite as {@code make run} starts it, apart from any other: free ports, data of its own, and a business clock
 * that stands on a known day. The tests of this module share one, in the order of their classes, because starting it
 * takes longer than most of them.
 */
final class World extends RunningSuite {

    /** When the example base is loaded. It lies ahead, as messages are sent only from the first start on. */
    static final Instant LOADED = Instant.parse("2035-03-05T12:00:00Z");

    /** How long to wait for an effect; a test that waits longer fails. */
    static final Duration LIMIT = Duration.ofSeconds(180);

    /** Whether {@code make drills} runs: the drills with their full counts. */
    static final boolean FULL_DRILLS = "full".equals(System.getProperty("tidewatch.drills"));

    private static World one;
    private static RuntimeException failure;

    private final Progress progress;
    private final Wires wires;
    private final TraceCollector collector;

    private World(Suite suite, Wires wires, TraceCollector collector, Progress progress) {
        super(suite);
        this.wires = wires;
        this.collector = collector;
        this.progress = progress;
    }

    /** The suite, started and loaded at the first call. */
    static synchronized World get() {
        if (failure != null) {
            throw failure;
        }
        if (one == null) {
            try {
                one = start();
            } catch (RuntimeException e) {
                // The other classes would wait for the same failure.
                failure = e;
                throw e;
            }
        }
        return one;
    }

    private static World start() {
        Progress progress = new Progress(System.out, Clock.systemUTC());
        Wires wires = new Wires();
        TraceCollector collector = new TraceCollector();
        SuiteSettings settings = collector
                .into(wired(wires, SuiteSettings.apart(Checkout.current(), folder(), true)))
                .with("account-ingestion", "quarkus.log.console.json.enabled", "true");
        Suite suite = Suite.of(settings, progress);
        Runtime.getRuntime().addShutdownHook(new Thread(suite::close));
        suite.start();
        World world = new World(suite, wires, collector, progress);
        world.moveTo(LOADED);
        new ExampleLoader(suite, progress).load();
        // A check of rules that is cut off by a kill is done again only when its claim has expired. This still belongs
        // to the start,
        // in which everything compiles at the same time: it has the time that a service has to start.
        await().atMost(Duration.ofMinutes(3))
                .ignoreExceptions()
                .until(() -> world.as("ana", "rules-engine").all("/v1/bundles").stream()
                        .anyMatch(bundle -> bundle.get("state").asText().equals("ACTIVE")));
        return world;
    }

    private static SuiteSettings wired(Wires wires, SuiteSettings settings) {
        if (!TestPooler.WANTED) {
            return wires.into(settings, settings.port(SuitePort.POSTGRESQL));
        }
        PgBouncer pooler = TestPooler.start(settings);
        SuiteSettings pooled = settings;
        for (String service : SuiteSettings.SERVICES) {
            for (Map.Entry<String, String> setting : TestPooler.settings(pooler).entrySet()) {
                pooled = pooled.with(service, setting.getKey(), setting.getValue());
            }
        }
        return wires.into(pooled, pooler.port());
    }

    /** The proxies between the services and their peers. */
    Wires wires() {
        return wires;
    }

    /** What receives the traces of all services. */
    TraceCollector collector() {
        return collector;
    }

    /** Moves the business time of all services, and lets the example's source reach the new day. */
    void moveTo(Instant instant) {
        suite().clock().setOffset(Duration.between(Instant.now(), instant), () -> new ExampleLoader(suite(), progress)
                .followClock());
    }

    /** Sends a signal to a process: STOP freezes it, CONT resumes it. */
    static void signal(ServiceInstance instance, String signal) {
        try {
            new ProcessBuilder(
                            "kill",
                            "-" + signal,
                            Long.toString(instance.process().pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static void eventually(ThrowingRunnable check) {
        // A look takes several requests, which keep the services from what is waited for. One that restarts refuses
        // them.
        await().atMost(LIMIT)
                .pollInterval(Duration.ofMillis(300))
                .ignoreExceptions()
                .untilAsserted(check);
    }

    /** A new folder for data and logs, which stays for whoever looks for the reason of a failure. */
    static Path folder() {
        try {
            Path folder = Path.of("target", "suite").toAbsolutePath();
            Files.createDirectories(folder);
            return Files.createTempDirectory(folder, "run");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
