package io.tidewatch.dispatch.standin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidewatch.testsuite.FeedStandIn;
import java.time.Instant;

/** Stands in for rules-engine: the feed of its actions. */
public final class RulesEngineStandIn extends FeedStandIn {

    /** Publishes an action in the feed. */
    public void publish(ObjectNode action) {
        append("action", account(action), action);
    }

    /** Publishes in the feed that the run of an action was cancelled. */
    public void cancelRun(ObjectNode action) {
        endRun(action, "CANCELLED");
    }

    /** Publishes in the feed that the run of an action ended, in that state. */
    public void endRun(ObjectNode action, String state) {
        ObjectNode run =
                ((ObjectNode) action.get("run")).deepCopy().put("state", state).put("closedAt", "2026-12-01T10:00:00Z");
        append("run", run.get("accountId").asText(), run);
    }

    /** Shows an action in the snapshot. */
    public void holdInSnapshot(ObjectNode action) {
        showInSnapshot(account(action), "action", action.get("id").asText(), 1, action);
    }

    private void append(String type, String account, ObjectNode data) {
        Instant occurredAt = Instant.parse(data.path("occurredAt").asText("2026-01-01T00:00:00Z"));
        publishInFeed(account, type, data.get("id").asText(), occurredAt, data);
    }

    private static String account(ObjectNode action) {
        return action.at("/account/id").asText();
    }
}
