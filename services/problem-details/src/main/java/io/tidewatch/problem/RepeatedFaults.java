package io.tidewatch.problem;

import io.quarkus.logging.LoggingFilter;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.logging.Filter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.ExtLogRecord.FormatStyle;

/**
 * Keeps the log readable while something that the service needs is away. A {@linkplain TemporaryFailure failure that passes}
 * is written in one line with its causes, without a stack trace. A warning that repeats itself is written at growing intervals,
 * with the number of those left out; other failures are written each time and in full.
 */
@LoggingFilter(name = "repeated-faults")
public final class RepeatedFaults implements Filter {

    private static final long FIRST_PAUSE = Duration.ofSeconds(10).toNanos();
    private static final long LONGEST_PAUSE = Duration.ofMinutes(5).toNanos();
    private static final int MOST_REMEMBERED = 500;

    /** Where Mutiny reports failures of calls that were cancelled, for instance by the stop of the service. */
    private static final String NOBODY_WAITS = "io.quarkus.mutiny.runtime.MutinyInfrastructure";

    private final LongSupplier nanoTime;
    private final Map<String, Repetition> seen = new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Repetition> eldest) {
            return size() > MOST_REMEMBERED;
        }
    };

    /** For Quarkus. */
    public RepeatedFaults() {
        this(System::nanoTime);
    }

    RepeatedFaults(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    @Override
    public boolean isLoggable(LogRecord record) {
        if (record.getLevel().intValue() < Level.WARNING.intValue() || !(record instanceof ExtLogRecord line)) {
            return true;
        }
        Throwable[] failures = failures(line);
        if (Arrays.stream(failures).anyMatch(RepeatedFaults::gaveUpWaiting)) {
            return false;
        }
        if (Arrays.stream(failures).anyMatch(failure -> !TemporaryFailure.isIn(failure))) {
            return true;
        }
        if (NOBODY_WAITS.equals(line.getLoggerName())) {
            return failures.length == 0;
        }
        String key = line.getLoggerName() + ' ' + fault(line, failures);
        if (failures.length > 0) {
            inOneLine(line);
        }
        long leftOut;
        synchronized (seen) {
            leftOut = seen.computeIfAbsent(key, first -> new Repetition()).next(nanoTime.getAsLong());
        }
        if (leftOut > 0) {
            line.setMessage(
                    line.getFormattedMessage() + " (and " + leftOut + " more like this since the last such line)",
                    FormatStyle.NO_FORMAT);
        }
        return leftOut >= 0;
    }

    /**
     * Failures that pass are the same fault for whichever request or partition they occur. A certificate is a fault of its own:
     * somebody must do something, and an outage before it must not hide the reason.
     */
    private static String fault(ExtLogRecord line, Throwable... failures) {
        return failures.length == 0
                ? line.getFormattedMessage()
                : Arrays.stream(failures)
                        .map(CertificateFault::in)
                        .flatMap(Optional::stream)
                        .collect(Collectors.joining(" ", line.getMessage() + ' ', ""));
    }

    private static Throwable[] failures(ExtLogRecord line) {
        Stream<?> parameters = line.getParameters() == null ? Stream.empty() : Arrays.stream(line.getParameters());
        return Stream.concat(Stream.of(line).map(LogRecord::getThrown), parameters)
                .filter(Throwable.class::isInstance)
                .map(Throwable.class::cast)
                .toArray(Throwable[]::new);
    }

    /** The client's pool got no connection for a statement that had given up waiting for it, and answers it a second time. */
    private static boolean gaveUpWaiting(Throwable failure) {
        return failure instanceof IllegalStateException
                && "Result is already complete".equals(failure.getMessage())
                && Arrays.stream(failure.getStackTrace())
                        .anyMatch(frame -> frame.getClassName().startsWith("io.vertx.sqlclient."));
    }

    private static void inOneLine(ExtLogRecord line) {
        Object[] parameters = line.getParameters();
        if (parameters != null) {
            line.setParameters(Arrays.stream(parameters)
                    .map(parameter -> parameter instanceof Throwable failure ? FailureText.of(failure) : parameter)
                    .toArray());
        }
        Throwable thrown = line.getThrown();
        if (thrown != null) {
            String before = line.getFormattedMessage();
            line.setMessage(
                    before + (before.endsWith(":") ? " " : ": ") + FailureText.of(thrown), FormatStyle.NO_FORMAT);
            line.setThrown(null);
        }
    }

    /** How often a line came, and when it may be written again. */
    private static final class Repetition {

        private boolean written;
        private long pause;
        private long writtenAt;
        private long leftOut;

        /** How many were left out before this one, or -1 if this one is left out, too. */
        long next(long now) {
            long since = now - writtenAt;
            if (written && since < pause) {
                leftOut++;
                return -1;
            }
            // Long after the last one it is another incident.
            pause = !written || since > 2 * LONGEST_PAUSE ? FIRST_PAUSE : Math.min(2 * pause, LONGEST_PAUSE);
            long before = leftOut;
            written = true;
            writtenAt = now;
            leftOut = 0;
            return before;
        }
    }
}
