package io.tidewatch.suite;

import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Reports what the suite does, and every few seconds what it is waiting for. */
public final class Progress implements AutoCloseable {

    private static final Duration REMINDER = Duration.ofSeconds(8);

    private final PrintStream out;
    private final Clock clock;
    private final Map<String, Instant> awaited = new LinkedHashMap<>();
    private final ScheduledExecutorService reminders = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "progress");
        thread.setDaemon(true);
        return thread;
    });
    private Instant lastLine;

    /** Writes to the given stream. */
    public Progress(PrintStream out, Clock clock) {
        this.out = out;
        this.clock = clock;
        this.lastLine = clock.instant();
        reminders.scheduleAtFixedRate(this::remind, 1, 1, TimeUnit.SECONDS);
    }

    /** Writes a line. */
    public synchronized void say(String line) {
        out.println(line);
        out.flush();
        lastLine = clock.instant();
    }

    /** Remembers that something is awaited; it is named until the result is closed. */
    public synchronized Waiting waitingFor(String what) {
        awaited.put(what, clock.instant());
        return () -> arrived(what);
    }

    /** Something awaited. */
    public interface Waiting extends AutoCloseable {

        /** It is there, or no longer awaited. */
        @Override
        void close();
    }

    @Override
    public void close() {
        reminders.shutdownNow();
    }

    private synchronized void arrived(String what) {
        awaited.remove(what);
    }

    private synchronized void remind() {
        Instant now = clock.instant();
        if (awaited.isEmpty() || Duration.between(lastLine, now).compareTo(REMINDER) < 0) {
            return;
        }
        say("  … waiting for "
                + awaited.entrySet().stream()
                        .map(entry -> entry.getKey() + " ("
                                + Duration.between(entry.getValue(), now).toSeconds() + " s)")
                        .collect(Collectors.joining(", ")));
    }
}
