package io.tidewatch.dispatch.standin;

import io.tidewatch.problem.RepeatedFaults;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.formatters.PatternFormatter;

/** What a service writes to its log while a test runs: with the filter and the stack traces of the console. */
public final class LogLines extends Handler {

    private final List<String> entries = new CopyOnWriteArrayList<>();

    private LogLines() {
        setFilter(new RepeatedFaults());
        setLevel(Level.WARNING);
        setFormatter(new PatternFormatter("%s%e"));
    }

    /** Listens from now on to everything that is at least a warning. */
    public static LogLines begin() {
        LogLines lines = new LogLines();
        Logger.getLogger("").addHandler(lines);
        return lines;
    }

    /** Each entry so far as it appears on the console; one with a stack trace has several lines. */
    public List<String> entries() {
        return List.copyOf(entries);
    }

    @Override
    public void publish(LogRecord line) {
        if (isLoggable(line)) {
            entries.add(line.getLoggerName() + ": " + getFormatter().format(line));
        }
    }

    @Override
    public void flush() {
        // Every entry is there at once.
    }

    @Override
    public void close() {
        Logger.getLogger("").removeHandler(this);
    }
}
