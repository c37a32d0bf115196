package io.tidewatch.suite.rules;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidewatch.suite.service.ServiceClient;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

/** Runs a playbook of a suite that runs for practice, and prints what it would do. */
final class DrillDesk {
    private static final List<String> COLUMNS = List.of("after", "audience", "title", "step", "state");

    private static final int UNAVAILABLE = 503;
    private static final Duration PAUSE = Duration.ofMillis(300);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ServiceClient engine;
    private final PrintStream out;
    private final Duration patience;

    DrillDesk(ServiceClient engine, PrintStream out) {
        this(engine, out, PATIENCE);
    }

    /**
     * A desk that waits so long.
     *
     * @param patience how long a rules engine may need until its rules are active after a start
     */
    DrillDesk(ServiceClient engine, PrintStream out, Duration patience) {
        this.engine = engine;
        this.out = out;
        this.patience = patience;
    }

    /**
     * Runs a playbook and prints its steps.
     *
     * @param accountId the account whose values it takes; empty for the test account
     * @param answers such as {@code response=9d}; empty when nobody reacts
     */
    void drill(String playbook, String accountId, List<String> answers) {
        Map<String, Object> request = new HashMap<>();
        request.put("playbook", playbook);
        if (!accountId.isEmpty()) {
            request.put("accountId", accountId);
        }
        request.put("answers", answers.stream().map(DrillDesk::answer).toList());
        print(ran("/v1/drills/" + UUID.randomUUID(), request));
    }

    /** Asks again while the service is not available: after its start it compiles the rules first. */
    private JsonNode ran(String path, Map<String, Object> request) {
        long deadline = System.nanoTime() + patience.toNanos();
        boolean waiting = false;
        while (true) {
            try {
                return engine.put(path, request);
            } catch (ServiceClient.RefusedException refused) {
                if (refused.status() != UNAVAILABLE || System.nanoTime() >= deadline) {
                    throw refused;
                }
                if (!waiting) {
                    out.println("The rules engine is not ready yet; waiting at most " + patience.toSeconds() + " s …");
                    waiting = true;
                }
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }

    private static Map<String, String> answer(String text) {
        int equals = text.indexOf('=');
        if (equals < 0) {
            throw new IllegalStateException(
                    "\"" + text + "\" must be a judgement word and a time, such as response=9d.");
        }
        return Map.of("word", text.substring(0, equals), "after", text.substring(equals + 1));
    }

    private void print(JsonNode drill) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(COLUMNS);
        drill.path("steps")
                .forEach(step -> rows.add(
                        COLUMNS.stream().map(column -> cell(step, column)).toList()));
        StringBuilder format = new StringBuilder();
        for (int column = 0; column < COLUMNS.size() - 1; column++) {
            int at = column;
            int width =
                    rows.stream().mapToInt(row -> row.get(at).length()).max().orElseThrow();
            format.append("%-").append(width).append("s  ");
        }
        rows.forEach(row -> out.println((format + "%s").formatted(row.toArray())));
        out.println();
        drill.path("judgements")
                .forEach(judgement -> out.println(judgement.path("sentence").asText()));
        out.println("The playbook " + outcome(drill.path("outcome").asText()) + ". "
                + drill.path("messages").asText() + " messages go to "
                + drill.path("by").asText() + ", and nobody else receives one.");
    }

    private static String cell(JsonNode step, String column) {
        String text = step.path(column).asText("");
        if (!column.equals("state")) {
            return text;
        }
        String times = step.path("times").asInt(1) > 1
                ? ", the first of " + step.path("times").asInt()
                : "";
        String reason = step.hasNonNull("reason") ? ": " + step.path("reason").asText() : "";
        return text.toLowerCase(Locale.ROOT) + times + reason;
    }

    private static String outcome(String state) {
        return switch (state) {
            case "SUCCEEDED" -> "succeeds";
            case "FAILED" -> "fails";
            default -> "is still open after its window: its rules hold neither success nor failure";
        };
    }
}
