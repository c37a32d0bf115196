package io.tidewatch.benchmarks.imports;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidewatch.benchmarks.run.TimedClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.concurrent.locks.LockSupport;

/** Imports a file as any other system would, and measures from the upload to the end of the job. */
public final class FileImport {

    private static final Duration LIMIT = Duration.ofHours(2);
    private static final Duration POLL = Duration.ofMillis(100);

    private final TimedClient ingestion;
    private final LocalDate day;

    /** Imports of data that are complete through a day. */
    public FileImport(TimedClient ingestion, LocalDate day) {
        this.ingestion = ingestion;
        this.day = day;
    }

    /**
     * What became of the rows of a file.
     *
     * @param accepted rows that were stored
     * @param present rows that were stored before
     * @param notStored rows that were rejected or conflict
     * @param uploadSeconds until the upload was answered
     * @param seconds from the start of the upload to the end of the job
     */
    public record Measured(long accepted, long present, long notStored, double uploadSeconds, double seconds) {

        /** All rows of the file. */
        public long rows() {
            return accepted + present + notStored;
        }

        /** Rows of the file per second. */
        public double rate() {
            return rows() / seconds;
        }

        /**
         * The same, if these are the counts.
         *
         * @throws IllegalStateException naming the counts, if they are not
         */
        public Measured demand(long ofAccepted, long ofPresent, long ofNotStored) {
            if (accepted != ofAccepted || present != ofPresent || notStored != ofNotStored) {
                throw new IllegalStateException("The import must accept " + ofAccepted + " rows, find " + ofPresent
                        + " present and reject " + ofNotStored + ", but: " + this);
            }
            return this;
        }
    }

    /**
     * Imports a file.
     *
     * @throws IllegalStateException with the job when it failed, or did not end in two hours
     */
    public Measured run(Path file, String mapping) {
        long started = System.nanoTime();
        String job = ingestion
                .postCsv(
                        "/v1/imports?mapping=" + mapping + "&completeThrough=" + day + "&fileName=" + mapping + ".csv",
                        file)
                .json()
                .path("id")
                .asText();
        double uploaded = since(started);
        while (true) {
            JsonNode state =
                    ingestion.get("/v1/imports/" + job, "application/json").json();
            double seconds = since(started);
            switch (state.path("state").asText()) {
                case "DONE" -> {
                    JsonNode counts = state.path("counts");
                    return new Measured(
                            counts.path("accepted").asLong(),
                            counts.path("present").asLong(),
                            counts.path("rejected").asLong()
                                    + counts.path("conflicts").asLong(),
                            uploaded,
                            seconds);
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

    private static double since(long started) {
        return (System.nanoTime() - started) / 1e9;
    }
}
