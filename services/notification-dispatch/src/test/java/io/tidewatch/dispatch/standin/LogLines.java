package io.tidewatch.dispatch.standin;

import io.tidewatch.problem.RepeatedFaults;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.formatters.PatternFormatter;

/** What some loggers write while a test runs: with the filter and the stack traces of the console. */
public final class LogLines extends Handler {

    private final List<String> entries = new CopyOnWriteArrayList<>();
    private final List<Logger> loggers;

    /** Listens from now on to warnings and errors of these loggers. */
    public LogLines(String... loggers) {
        setFilter(new RepeatedFaults());
        setLevel(Level.WARNING);
        setFormatter(new PatternFormatter("%s%e"));
        this.loggers = Arrays.stream(loggers).map(Logger::getLogger).toList();
        this.loggers.forEach(logger -> logger.addHandler(this));
    }

    /** Each entry so far as it appears on the console; one with a stack trace has several lines. */
    public List<String> entries() {
        return List.copyOf(entries);
    }

    @Override
    public void publish(LogRecord line) {
        // The filter shortens what it lets through, and the console has one, too.
        LogRecord copy = new ExtLogRecord(ExtLogRecord.wrap(line));
        if (isLoggable(copy)) {
            entries.add(getFormatter().format(copy));
        }
    }

    @Override
    public void flush() {
        // Every entry is there at once.
    }

    @Override
    public void close() {
        loggers.forEach(logger -> logger.removeHandler(this));
    }
}
