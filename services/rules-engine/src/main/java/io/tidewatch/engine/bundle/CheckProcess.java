package io.tidewatch.engine.bundle;

import io.tidewatch.rule.bundle.RuleBundle;
import io.tidewatch.rule.cli.BundleCheck;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Runs {@link BundleCheck} in a process of its own, with a limit for its memory and its time. A bundle that exceeds one of
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
            boolean ended = process.waitFor(config.checkLimit().toMillis(), TimeUnit.MILLISECONDS);
            if (isStopped()) {
                throw new IllegalStateException("The service stopped while a bundle was checked");
            }
            if (!ended) {
                return new Outcome(
                        null,
                        "The check took longer than " + config.checkLimit().toSeconds() + " seconds.");
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

    /** In a packaged service all libraries lie beside the one of the check; otherwise it is this process' class path. */
    private static String classPath() {
        try {
            Path library = Path.of(BundleCheck.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toAbsolutePath();
            Path folder = library.getParent();
            if (folder.endsWith(Path.of("lib", "main"))) {
                return folder.resolve("*")
                        + File.pathSeparator
                        + folder.resolveSibling("boot").resolve("*");
            }
            return System.getProperty("java.class.path");
        } catch (URISyntaxException e) {
            throw new IllegalStateException("The location of the rule kit is not a file", e);
        }
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
