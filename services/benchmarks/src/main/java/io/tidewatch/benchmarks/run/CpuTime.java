package io.tidewatch.benchmarks.run;

import java.time.Duration;
import java.util.stream.Stream;

/**
 * Seconds of processor time so far. Unlike elapsed seconds they hardly depend on what else the machine does.
 *
 * @param service of the service
 * @param database of the processes of PostgreSQL that still run
 */
public record CpuTime(double service, double database) {

    /** Of a service and of a server with all its processes. */
    public static CpuTime of(long service, long server) {
        return new CpuTime(
                of(ProcessHandle.of(service).stream()),
                of(ProcessHandle.of(server).stream().flatMap(ProcessHandle::descendants)));
    }

    /** What was used since then. */
    public CpuTime since(CpuTime before) {
        return new CpuTime(service - before.service, database - before.database);
    }

    private static double of(Stream<ProcessHandle> processes) {
        return processes
                        .map(process -> process.info().totalCpuDuration().orElse(Duration.ZERO))
                        .mapToLong(Duration::toMillis)
                        .sum()
                / 1000.0;
    }
}
