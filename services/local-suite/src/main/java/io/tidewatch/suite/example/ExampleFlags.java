package io.tidewatch.suite.example;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidewatch.suite.Progress;
import io.tidewatch.suite.Suite;
import io.tidewatch.suite.service.ServiceClient;
import java.time.Duration;
import java.util.HashSet;
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
     * Waits until a rule bundle is active and, after the base was loaded for the first time, until its flags are there.
     * What does not come in two minutes is said, and no reason to stop: rules are there to be changed.
     *
     * @param justLoaded whether the base of today was loaded a moment ago
     */
    public void await(boolean justLoaded) {
        try (Progress.Waiting waiting = progress.waitingFor("the rules to judge all accounts")) {
            long deadline = System.nanoTime() + LIMIT.toNanos();
            while (System.nanoTime() < deadline && !Thread.currentThread().isInterrupted()) {
                JsonNode newest = rules.get("/v1/bundles?limit=1").path("items").path(0);
                if (newest.path("state").asText().equals("REFUSED")) {
                    progress.say("The rules were refused, see "
                            + newest.path("problems").path(0).path("pointer").asText()
                            + " line "
                            + newest.path("problems").path(0).path("line").asText() + ": "
                            + newest.path("problems").path(0).path("detail").asText() + " (make rules-test)");
                    return;
                }
                if (newest.path("state").asText().equals("ACTIVE")
                        && (!justLoaded || raised().containsAll(expected()))) {
                    return;
                }
                LockSupport.parkNanos(Duration.ofMillis(500).toNanos());
            }
        }
        progress.say("The flags of the example base are not all there yet.");
    }

    private Set<String> raised() {
        Set<String> raised = new HashSet<>();
        for (JsonNode flag : rules.get("/v1/flags?state=RAISED&limit=200").path("items")) {
            raised.add(flag.path("accountId").asText() + " "
                    + flag.path("threshold").asText());
        }
        return raised;
    }

    private static Set<String> expected() {
        Set<String> expected = new HashSet<>();
        ExampleBase.expectedFlags().forEach(flag -> expected.add(flag.accountId() + " " + flag.threshold()));
        return expected;
    }
}
