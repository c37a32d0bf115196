package io.tidewatch.benchmarks.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The resident memory of a process, as the kernel counts it (`ps -o rss` shows the same).
 *
 * @param nowMegabytes now
 * @param peakMegabytes the most since its start
 */
public record Memory(long nowMegabytes, long peakMegabytes) {

    /** Of a process that runs. */
    public static Memory of(long pid) throws IOException {
        long now = 0;
        long peak = 0;
        for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
            if (line.startsWith("VmRSS:")) {
                now = megabytes(line);
            } else if (line.startsWith("VmHWM:")) {
                peak = megabytes(line);
            }
        }
        return new Memory(now, peak);
    }

    private static long megabytes(String line) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024;
    }
}
