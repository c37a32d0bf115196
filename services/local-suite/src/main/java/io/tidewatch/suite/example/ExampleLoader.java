package io.tidewatch.suite.example;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidewatch.suite.Progress;
import io.tidewatch.suite.Suite;
import io.tidewatch.suite.service.ServiceClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** Loads the example base through the import API, as any other system would. */
public final class ExampleLoader {

    private static final String SOURCE = "tidewatch";
    private static final String USAGE = "USAGE";
    private static final Duration IMPORT_LIMIT = Duration.ofMinutes(3);
    private static final Duration QUIET = Duration.ofSeconds(3);

    private final Suite suite;
    private final ServiceClient ingestion;
    private final Progress progress;

    /** Loads into the given suite, as the system `loader`. */
    public ExampleLoader(Suite suite, Progress progress) {
        this.suite = suite;
        this.ingestion = suite.asSystem("loader", "account-ingestion");
        this.progress = progress;
    }

    /**
     * Loads the base, dated back from the business day; when it is there already, continues it to that day.
     *
     * @return whether it was loaded now
     */
    public boolean load() {
        if (coveredThrough().isPresent()) {
            followClock();
            return false;
        }
        LocalDate today = today();
        ExampleBase base = ExampleBase.generate(today);
        progress.say("Loading the example data of " + today + " …");
        for (ExampleTable table : base.tables()) {
            importTable(table, today);
        }
        return true;
    }

    /** Continues what the example's source delivers up to the business day: users work on, and silence is known to be one. */
    public void followClock() {
        Optional<LocalDate> covered = coveredThrough();
        LocalDate today = today();
        if (covered.isEmpty() || !covered.get().isBefore(today)) {
            return;
        }
        importTable(ExampleBase.usageBetween(covered.get(), today), today);
        for (String kind : kindsCovered()) {
            ingestion.put("/v1/sources/" + SOURCE + "/coverage/" + kind, Map.of("completeThrough", today.toString()));
        }
        awaitMetrics();
        progress.say("The example data is complete through " + today + ".");
    }

    /** Waits until the metrics of the new day are published: when the feed has had no new entry for a while. */
    private void awaitMetrics() {
        long deadline = System.nanoTime() + IMPORT_LIMIT.toNanos();
        try (Progress.Waiting waiting = progress.waitingFor("the metrics of the example data")) {
            JsonNode seen = null;
            long since = System.nanoTime();
            while (System.nanoTime() - since < QUIET.toNanos() && System.nanoTime() < deadline) {
                JsonNode head = ingestion.get("/v1/changes/head");
                if (!head.equals(seen)) {
                    seen = head;
                    since = System.nanoTime();
                }
                LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
            }
        }
    }

    private LocalDate today() {
        Instant now = suite.clock().now();
        return LocalDate.ofInstant(now, ZoneOffset.UTC);
    }

    /** The day that all tables reach; the last one loaded stands for all, and missing means that loading never ended. */
    private Optional<LocalDate> coveredThrough() {
        return sources().stream()
                .filter(source -> source.path("kind").asText().equals("SENTIMENT"))
                .map(source -> source.path("completeThrough").asText(""))
                .filter(day -> !day.isEmpty())
                .map(LocalDate::parse)
                .findFirst();
    }

    private List<String> kindsCovered() {
        return sources().stream()
                .filter(source -> source.hasNonNull("completeThrough"))
                .map(source -> source.path("kind").asText())
                .filter(kind -> !kind.equals(USAGE))
                .toList();
    }

    private List<JsonNode> sources() {
        List<JsonNode> sources = new ArrayList<>();
        for (JsonNode source : ingestion.get("/v1/sources").path("items")) {
            if (source.path("source").asText().equals(SOURCE)) {
                sources.add(source);
            }
        }
        return sources;
    }

    private void importTable(ExampleTable table, LocalDate completeThrough) {
        try (Progress.Waiting waiting = progress.waitingFor("the import of " + table.mapping())) {
            JsonNode job = ingestion.postCsv(
                    "/v1/imports?mapping=" + table.mapping() + "&completeThrough=" + completeThrough + "&fileName="
                            + table.mapping() + ".csv",
                    BodyPublishers.ofString(table.csv()));
            JsonNode done = awaitEnd(job.path("id").asText());
            JsonNode counts = done.path("counts");
            progress.say("  " + table.mapping() + ": " + counts.path("accepted").asLong() + " rows");
            if (!done.path("state").asText().equals("DONE")
                    || counts.path("rejected").asLong()
                                    + counts.path("conflicts").asLong()
                            > 0) {
                throw new IllegalStateException(
                        "The import of " + table.mapping() + " did not accept all rows: " + done);
            }
        }
    }

    private JsonNode awaitEnd(String job) {
        long deadline = System.nanoTime() + IMPORT_LIMIT.toNanos();
        while (true) {
            JsonNode state = ingestion.get("/v1/imports/" + job);
            String name = state.path("state").asText();
            if (name.equals("DONE") || name.equals("FAILED")) {
                return state;
            }
            if (System.nanoTime() > deadline || Thread.currentThread().isInterrupted()) {
                throw new IllegalStateException("The import did not finish in time: " + state);
            }
            LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
        }
    }
}
