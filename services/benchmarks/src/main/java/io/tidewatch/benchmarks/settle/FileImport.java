package io.tidewatch.benchmarks.settle;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.concurrent.locks.LockSupport;

/** Imports a file as any other system would, and measures from the upload to the end of the job. */
final class FileImport {

    private static final Duration LIMIT = Duration.ofHours(2);
    private static final Duration POLL = Duration.ofMillis(200);

    private final TimedClient ingestion;
    private final LocalDate day;

    /** Imports of data that are complete through a day. */
    FileImport(TimedClient ingestion, LocalDate day) {
        this.ingestion = ingestion;
        this.day = day;
    }

    /** How many rows were imported, and in how many seconds. */
    record Measured(long rows, double seconds) {}

    /**
     * Imports a file.
     *
     * @throws IllegalStateException with the job when it did not accept all rows, or did not end in two hours
     */
    Measured run(Path file, String mapping) {
        long started = System.nanoTime();
        String job = ingestion
                .postCsv(
                        "/v1/imports?mapping=" + mapping + "&completeThrough=" + day + "&fileName=" + mapping + ".csv",
                        file)
                .json()
                .path("id")
                .asText();
        while (true) {
            JsonNode state =
                    ingestion.get("/v1/imports/" + job, "application/json").json();
            double seconds = (System.nanoTime() - started) / 1e9;
            switch (state.path("state").asText()) {
                case "DONE" -> {
                    return new Measured(acceptedRows(state), seconds);
                }
                case "FAILED" -> throw new IllegalStateException("The import of " + mapping + " failed: " + state);
                default -> {
                    if (seconds > LIMIT.toSeconds()) {
                        throw new IllegalStateException("The import of " + mapping + " did not end: " + state);
                    }
                }
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
    }

    private static long acceptedRows(JsonNode job) {
        JsonNode counts = job.path("counts");
        if (counts.path("rejected").asLong() + counts.path("conflicts").asLong() > 0) {
            throw new IllegalStateException("The import did not accept all rows: " + job);
        }
        return counts.path("accepted").asLong();
    }
}
