package io.tidewatch.reporting.standin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidewatch.testsuite.FeedStandIn;
import java.util.List;
import java.util.UUID;

/** Stands in for rules-engine: its feed. */
public final class StandInRules extends FeedStandIn {

    /** Publishes a flag. */
    public void flag(
            String accountId, String threshold, String state, String level, String question, String why, long version) {
        publish(
                accountId,
                "flag",
                accountId + "/" + threshold,
                version,
                flagData(accountId, threshold, state, level, question, why, version));
    }

    /** Publishes a flag of all customers together. */
    public void portfolioFlag(String threshold, String state, String why, long version) {
        publish(
                "*",
                "portfolio-flag",
                "*/" + threshold,
                version,
                flagData("*", threshold, state, "AT_RISK", "RENEW", why, version));
    }

    private static ObjectNode flagData(
            String accountId, String threshold, String state, String level, String question, String why, long version) {
        ObjectNode data = JSON.createObjectNode()
                .put("accountId", accountId)
                .put("thresholdId", threshold)
                .put("state", state)
                .put("level", level)
                .put("question", question)
                .put("since", "2026-01-02T03:04:05Z")
                .put("raising", 1)
                .put("version", version);
        data.putObject("evidence")
                .put("sentence", why)
                .put("rule", threshold)
                .put("bundleHash", "bundle")
                .put("judgedAt", "2026-01-02T03:04:05Z")
                .putArray("values");
        return data;
    }

    /** Publishes a raised flag that puts the account at risk. */
    public void atRisk(String accountId, String threshold, String why, long version) {
        flag(accountId, threshold, "RAISED", "AT_RISK", "RENEW", why, version);
    }

    /** Publishes a run of the executive re-engagement of which nothing holds. */
    public void run(UUID id, String accountId, String state, String nextStep, String nextDueAt, long version) {
        ObjectNode data = JSON.createObjectNode()
                .put("id", id.toString())
                .put("accountId", accountId)
                .put("playbook", "executive-re-engagement")
                .put("playbookName", "Executive re-engagement")
                .put("thresholdId", "executive-silence")
                .put("raising", 1)
                .put("state", state)
                .put("openedAt", "2026-01-02T03:04:05Z")
                .put("endsAt", "2026-02-01T03:04:05Z")
                .put("ownerEmail", "nadia@example.com")
                .put("nextStep", nextStep)
                .put("nextDueAt", nextDueAt)
                .put("version", version);
        data.putArray("judgements");
        publish(accountId, "run", id.toString(), version, data);
    }

    /** Publishes an open run; each judgement that holds of it is a word, a sentence and an instant. */
    public void runWith(UUID id, String accountId, long version, List<List<String>> judgements) {
        ObjectNode data = JSON.createObjectNode()
                .put("id", id.toString())
                .put("accountId", accountId)
                .put("playbook", "adoption-plan")
                .put("thresholdId", "power-users-low")
                .put("raising", 1)
                .put("state", "OPEN")
                .put("openedAt", "2026-01-02T03:04:05Z")
                .put("endsAt", "2026-02-01T03:04:05Z")
                .put("acknowledgedAt", "2026-01-03T03:04:05Z")
                .put("version", version);
        ArrayNode held = data.putArray("judgements");
        judgements.forEach(judgement -> held.addObject()
                .put("word", judgement.get(0))
                .put("sentence", judgement.get(1))
                .put("at", judgement.get(2)));
        publish(accountId, "run", id.toString(), version, data);
    }
}
