package io.tidewatch.suite.example;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidewatch.suite.Progress;
import io.tidewatch.suite.Suite;
import io.tidewatch.suite.service.ServiceClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/** Waits until the rules have judged the example base, so that whoever looks after "Ready" sees its flags. */
public final class ExampleFlags {

    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final ServiceClient rules;
    private final Progress progress;

    /** Looks at the rules engine of the given suite, as an analyst. */
    public ExampleFlags(Suite suite, Progress progress) {
        this.rules = suite.asPerson("ana", "rules-engine");
        this.progress = progress;
    }

    /**
     * Waits until a rule bundle is active and compiled and, after the base was loaded for the first time, until its flags are there.
     * If they do not come in two minutes, it says so and goes on: rules are there to be changed.
     *
     * @param justLoaded whether the base of today was loaded a moment ago
     */
    public void await(boolean justLoaded) {
        try (Progress.Waiting waiting = progress.waitingFor("the rules to judge all accounts")) {
            long deadline = System.nanoTime() + LIMIT.toNanos();
            while (System.nanoTime() < deadline && !Thread.currentThread().isInterrupted()) {
                List<JsonNode> bundles = bundles();
                JsonNode refused = refused(bundles);
                if (refused != null) {
                    JsonNode problem = rules.get(
                                    "/v1/bundles/" + refused.path("hash").asText())
                            .path("problems")
                            .path(0);
                    progress.say("The rules were refused; see "
                            + problem.path("pointer").asText() + " line "
                            + problem.path("line").asText() + ": "
                            + problem.path("detail").asText() + " (make rules-test)");
                    return;
                }
                if (bundles.stream().anyMatch(bundle -> isIn(bundle, "ACTIVE"))
                        && judges()
                        && (!justLoaded || raised().containsAll(expected()))) {
                    return;
                }
                LockSupport.parkNanos(Duration.ofMillis(500).toNanos());
            }
        }
        progress.say(
                justLoaded
                        ? "The flags of the example data are not complete yet."
                        : "No rules are active yet; GET /v1/bundles shows what became of them.");
    }

    /** Whether the engine has compiled the active rules since its start; until then it refuses what needs them. */
    private boolean judges() {
        try {
            rules.get("/v1/next-steps?limit=1");
            return true;
        } catch (ServiceClient.RefusedException refused) {
            if (refused.status() != 503) {
                throw refused;
            }
            return false;
        }
    }

    /** The newest hundred. */
    private List<JsonNode> bundles() {
        List<JsonNode> bundles = new ArrayList<>();
        rules.get("/v1/bundles?limit=100").path("items").forEach(bundles::add);
        return bundles;
    }

    /** The bundle of the rules folder, if it was refused; uploads do not count. */
    private static JsonNode refused(List<JsonNode> bundles) {
        return bundles.stream()
                .filter(bundle -> bundle.path("origin").asText().equals("FOLDER"))
                .findFirst()
                .filter(newest -> isIn(newest, "REFUSED"))
                .orElse(null);
    }

    private static boolean isIn(JsonNode bundle, String state) {
        return bundle.path("state").asText().equals(state);
    }

    private Set<String> raised() {
        Set<String> raised = new HashSet<>();
        for (JsonNode flag : rules.get("/v1/flags?state=RAISED&limit=200").path("items")) {
            raised.add(flag.path("accountId").asText() + " "
                    + flag.path("thresholdId").asText());
        }
        return raised;
    }

    private static Set<String> expected() {
        Set<String> expected = new HashSet<>();
        ExampleBase.expectedFlags().forEach(flag -> expected.add(flag.accountId() + " " + flag.thresholdId()));
        return expected;
    }
}
