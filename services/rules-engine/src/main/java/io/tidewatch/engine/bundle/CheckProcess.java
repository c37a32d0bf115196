package io.tidewatch.engine.bundle;

import io.tidewatch.rule.bundle.RuleBundle;
import io.tidewatch.rule.cli.BundleCheck;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Runs {@link BundleCheck} in a process of its own, with limits for its memory and its time. A bundle that exceeds one of
 * them ends that process and nothing else. The process gets the files only: no environment, hence no secret.
 */
@ApplicationScoped
class CheckProcess {

    /** Bytes of the largest result that is read; {@link BundleCheck} writes less. */
    private static final int LARGEST_RESULT = 1024 * 1024;
    /** Exit code of a Java process that ran out of memory, see {@code -XX:+ExitOnOutOfMemoryError}. */
    private static final int OUT_OF_MEMORY = 3;
    /** Real time for the end of a process that was killed. */
    private static final long SECONDS_TO_END = 30;
    /** How often the processor time of the process is looked at. */
    private static final long LOOK_MILLIS = 100;
    /** How many times its processor time a check may take in real time. */
    private static final int TIMES_AS_LONG = 5;

    private final RulesConfig config;
    private Process running;
    private boolean stopped;

    CheckProcess(RulesConfig config) {
        this.config = config;
    }

    /**
     * The outcome of a process.
     *
     * @param result what the check found; null when the process did not end by itself
     * @param failure why it did not, in a sentence for people; null when it did
     */
    record Outcome(BundleCheck.Result result, String failure) {}

    /**
     * Checks a bundle. Blocks until the process has ended: call it from a worker thread.
     *
     * @throws IllegalStateException when the service stops meanwhile, or the process cannot be ended
     */
    Outcome check(RuleBundle bundle) {
        Process process = start();
        try {
            CompletableFuture<Void> written = CompletableFuture.runAsync(() -> write(process, bundle));
            CompletableFuture<byte[]> output = CompletableFuture.supplyAsync(() -> read(process));
            Optional<String> exceeded = awaitEnd(process);
            if (isStopped()) {
                throw new IllegalStateException("The service stopped while a bundle was checked");
            }
            if (exceeded.isPresent()) {
                return new Outcome(null, exceeded.get());
            }
            if (process.exitValue() == OUT_OF_MEMORY) {
                return new Outcome(null, "The check needed more than " + megabytes() + " MB of memory.");
            }
            if (process.exitValue() != 0) {
                return new Outcome(null, "The check ended with exit code " + process.exitValue() + ".");
            }
            written.join();
            return new Outcome(BundleCheck.read(output.join()), null);
        } catch (IOException broken) {
            return new Outcome(null, "The check wrote a result that is not valid.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while a bundle was checked", e);
        } finally {
            end(process);
        }
    }

    /** The longest that a check takes in real time, on a machine that has much else to do. */
    Duration longest() {
        return config.checkLimit().multipliedBy(TIMES_AS_LONG);
    }

    /** Empty when the process has ended, otherwise which limit of time it has exceeded, in a sentence. */
    private Optional<String> awaitEnd(Process process) throws InterruptedException {
        long start = System.nanoTime();
        while (!process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
            Duration used = process.info().totalCpuDuration().orElse(Duration.ZERO);
            if (used.compareTo(config.checkLimit()) > 0) {
                return Optional.of(
                        "The check took more than " + config.checkLimit().toSeconds() + " seconds of processor time.");
            }
            if (System.nanoTime() - start > longest().toNanos()) {
                return Optional.of("The check did not end within " + longest().toSeconds() + " seconds.");
            }
        }
        return Optional.empty();
    }

    private synchronized Process start() {
        if (stopped) {
            throw new IllegalStateException("The service is stopping");
        }
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + megabytes() + "m",
                // Rules become classes, which lie outside the heap.
                "-XX:MaxMetaspaceSize=256m",
                "-XX:+ExitOnOutOfMemoryError",
                // Its overhead limit makes a heap that is nearly full an error, too, instead of endless collecting.
                "-XX:+UseParallelGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-cp",
                classPath(),
                BundleCheck.class.getName());
        builder.environment().clear();
        builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        try {
            running = builder.start();
            return running;
        } catch (IOException e) {
            throw new UncheckedIOException("The process that checks a bundle could not be started", e);
        }
    }

    private long megabytes() {
        return Math.min(config.checkMegabytes(), Runtime.getRuntime().maxMemory() / 2 / (1024 * 1024));
    }

    /**
     * A packaged service has its libraries beside the jar that it was started with; otherwise it is this process' class path. The
     * classes themselves do not know where they come from when the JVM takes them from a start-up cache.
     */
    private static String classPath() {
        String started = System.getProperty("java.class.path");
        Path libraries = Path.of(started).toAbsolutePath().resolveSibling("lib");
        return Files.isDirectory(libraries.resolve("main"))
                ? libraries.resolve("main/*") + File.pathSeparator + libraries.resolve("boot/*")
                : started;
    }

    private static void write(Process process, RuleBundle bundle) {
        try (OutputStream input = process.getOutputStream()) {
            input.write(BundleCheck.input(bundle));
        } catch (IOException ended) {
            // The process ended early; its exit code says why.
        }
    }

    private static byte[] read(Process process) {
        try {
            return process.getInputStream().readNBytes(LARGEST_RESULT);
        } catch (IOException ended) {
            return new byte[0];
        }
    }

    private void end(Process process) {
        process.destroyForcibly();
        try {
            if (!process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
                throw new IllegalStateException("The process that checked a bundle did not end: " + process.pid());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized boolean isStopped() {
        return stopped;
    }

    /** Ends a check that is under way; {@link #check} fails then, and starts no other. */
    synchronized void stop() {
        stopped = true;
        if (running != null) {
            running.destroyForcibly();
        }
    }
}
