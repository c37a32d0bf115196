package io.tidewatch.suite.process;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * A process that never outlives this one, however this one ends: the kernel sends it a signal when its parent is gone
 * (`setpriv --pdeathsig`), so that even a killed suite leaves nothing behind.
 */
public final class ChildProcess {

    /**
     * The kernel watches the thread that started a child, not the whole parent: all children are started by this one,
     * which lives as long as the process.
     */
    private static final ExecutorService STARTER = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "child-process-starter");
        thread.setDaemon(true);
        return thread;
    });

    private final String name;
    private final Path log;
    private final Process process;
    private final Signal stopSignal;

    private ChildProcess(String name, Path log, Process process, Signal stopSignal) {
        this.name = name;
        this.log = log;
        this.process = process;
        this.stopSignal = stopSignal;
    }

    /** The signals that are sent to children. */
    public enum Signal {
        /** Reads its configuration again. */
        HUP,
        /** Ends in good order; PostgreSQL's "fast shutdown". */
        INT,
        /** Ends in good order. */
        TERM,
        /** Ends at once, even when the process is frozen. */
        KILL
    }

    /**
     * What to start.
     *
     * @param name for messages
     * @param command the program and its arguments
     * @param environment what is added to this process's own environment
     * @param folder the working folder
     * @param log the file that takes its output; an older one is kept as `….1`
     * @param stopSignal asks it to end
     * @param orphanSignal what the kernel sends when this process is gone
     * @param foreignUser whether it must not run as root: it then runs in a user namespace of its own
     */
    public record Plan(
            String name,
            List<String> command,
            Map<String, String> environment,
            Path folder,
            Path log,
            Signal stopSignal,
            Signal orphanSignal,
            boolean foreignUser) {

        /** A plan for a program that stops on TERM and is killed when this process is gone. */
        public Plan(String name, List<String> command, Map<String, String> environment, Path folder, Path log) {
            this(name, command, environment, folder, log, Signal.TERM, Signal.KILL, false);
        }
    }

    /**
     * Starts a child.
     *
     * @throws UncheckedIOException when it cannot be started
     */
    public static ChildProcess start(Plan plan) {
        List<String> command = new ArrayList<>();
        if (plan.foreignUser() && runsAsRoot()) {
            // Outside it stays the owner of its files, wherever they lie; inside it is not root.
            command.addAll(List.of("unshare", "--user"));
        }
        // A session of its own: Ctrl-C reaches the suite alone, which then ends its children in the right order.
        command.add("setsid");
        command.addAll(List.of("setpriv", "--pdeathsig", plan.orphanSignal().name(), "--"));
        command.addAll(plan.command());
        try {
            Files.createDirectories(plan.log().toAbsolutePath().getParent());
            if (Files.exists(plan.log())) {
                Files.move(
                        plan.log(),
                        plan.log().resolveSibling(plan.log().getFileName() + ".1"),
                        StandardCopyOption.REPLACE_EXISTING);
            }
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(plan.folder().toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(plan.log().toFile())
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
            builder.environment().putAll(plan.environment());
            Process process = STARTER.submit(builder::start).get();
            return new ChildProcess(plan.name(), plan.log(), process, plan.stopSignal());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start " + plan.name(), e);
        } catch (ExecutionException e) {
            throw new UncheckedIOException(
                    "Cannot start " + plan.name() + ": " + command, new IOException(e.getCause()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while starting " + plan.name(), e);
        }
    }

    /** Whether this process is the system's administrator, whom PostgreSQL refuses. */
    public static boolean runsAsRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    /** The name it was started under. */
    public String name() {
        return name;
    }

    /** The id of the process. */
    public long pid() {
        return process.pid();
    }

    /** Whether it still runs. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** The file with its output. */
    public Path log() {
        return log;
    }

    /** The last lines of its output, for a message that explains why it did not start. */
    public String lastLines(int count) {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - count), lines.size()));
        } catch (IOException e) {
            return "(no output: " + e.getMessage() + ")";
        }
    }

    /**
     * Asks it to end, waits, and kills it and all that it started when it does not.
     *
     * @param patience how long to wait before it is killed
     */
    public void stop(Duration patience) {
        List<ProcessHandle> descendants = process.descendants().toList();
        if (process.isAlive()) {
            signal(stopSignal);
            awaitEnd(patience);
        }
        descendants.forEach(ProcessHandle::destroyForcibly);
        if (process.isAlive()) {
            process.destroyForcibly();
            awaitEnd(Duration.ofSeconds(5));
        }
    }

    /** Ends it at once, as a crash would. */
    public void kill() {
        process.descendants().toList().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        awaitEnd(Duration.ofSeconds(10));
    }

    /** Sends it a signal; nothing happens if it has ended. */
    public void signal(Signal signal) {
        if (signal == Signal.KILL) {
            process.destroyForcibly();
        } else if (signal == Signal.TERM) {
            process.destroy();
        } else {
            try {
                new ProcessBuilder("kill", "-" + signal.name(), Long.toString(process.pid()))
                        .start()
                        .waitFor(5, TimeUnit.SECONDS);
            } catch (IOException e) {
                process.destroy();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Waits for its end.
     *
     * @return whether it has ended
     */
    public boolean awaitEnd(Duration patience) {
        try {
            return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /**
     * What it ended with.
     *
     * @throws IllegalThreadStateException while it still runs
     */
    public int exitCode() {
        return process.exitValue();
    }
}
