package io.tidewatch.engine.standin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidewatch.metric.catalogue.Catalogue;
import io.tidewatch.testsuite.FeedStandIn;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands in for account-ingestion: its feed, what it does with catalogues, and figures of all customers. */
public final class IngestionStandIn extends FeedStandIn {

    private static final Catalogue CATALOGUE =
            Catalogue.parse(FixtureRules.bundle().files());

    private final List<String> catalogues = new CopyOnWriteArrayList<>();
    private final Set<String> judgedKinds = ConcurrentHashMap.newKeySet();
    private final Map<String, ObjectNode> figures = new ConcurrentHashMap<>();
    private final AtomicInteger questions = new AtomicInteger();
    private volatile String catalogueState = "READY";
    private volatile boolean answersQuestions = true;
    private final List<String> scheduleChanges = new CopyOnWriteArrayList<>();
    private volatile boolean changesSchedules = true;

    IngestionStandIn() {
        serve("/v1/catalogues/", call -> {
            String hash = call.exchange().getRequestURI().getPath().substring("/v1/catalogues/".length());
            catalogues.add(hash);
            JSON.readTree(call.body()).path("judgedKinds").forEach(kind -> judgedKinds.add(kind.asText()));
            return catalogueState.equals("REFUSED")
                    ? new Answer(422, JSON.createObjectNode().put("type", "/problems/catalogue-refused"))
                    : new Answer(
                            200,
                            JSON.createObjectNode()
                                    .put("hash", hash)
                                    .put("state", catalogueState)
                                    .put("accountsDone", 0)
                                    .put("accountsTotal", 0));
        });
        serve("/v1/accounts/", call -> {
            String[] path = call.exchange().getRequestURI().getPath().split("/");
            JsonNode change = JSON.readTree(call.body());
            scheduleChanges.add(
                    path[3] + " " + path[5] + " " + change.path("activity").asText() + " "
                            + change.path("everyMonths").asInt() + " "
                            + change.path("validFrom").asText() + ".."
                            + change.path("validUntil").asText("") + " "
                            + change.path("changedBy").asText());
            return changesSchedules
                    ? new Answer(200, JSON.createObjectNode().set("records", JSON.createArrayNode()))
                    : new Answer(503, JSON.createObjectNode());
        });
        serve("/v1/metrics/query", call -> {
            questions.incrementAndGet();
            ObjectNode answer = JSON.createObjectNode();
            ArrayNode items = answer.putArray("items");
            for (JsonNode metric : JSON.readTree(call.body()).path("metrics")) {
                items.add(figures.getOrDefault(metric.asText(), unknown(metric.asText())));
            }
            return answersQuestions ? new Answer(200, answer) : new Answer(429, JSON.createObjectNode());
        });
    }

    /** Whether schedules are changed from now on; else the service fails. */
    public void changesSchedules(boolean does) {
        changesSchedules = does;
    }

    /** The requests to change the schedule of an account, in order: from when to when the activity is due how often. */
    public List<String> scheduleChanges(String accountId) {
        return scheduleChanges.stream()
                .filter(change -> change.startsWith(accountId + " "))
                .map(change -> change.substring(accountId.length() + 1))
                .toList();
    }

    /** The figure of all customers from now on: a share of 10,000, of ten accounts. */
    public void figure(String metric, int numerator) {
        figures.put(
                metric,
                figureOf(metric)
                        .put("state", "KNOWN")
                        .put("value", Double.toString(numerator / 100.0))
                        .put("numerator", Integer.toString(numerator))
                        .put("denominator", "10000")
                        .put("accounts", 10)
                        .put("accountsUnknown", 2));
    }

    /** The figure of all customers is unknown from now on. */
    public void noFigure(String metric) {
        figures.remove(metric);
    }

    /** Whether questions for figures are answered from now on; else too many are waiting. */
    public void answersQuestions(boolean does) {
        answersQuestions = does;
    }

    /** How often figures were asked for. */
    public int questions() {
        return questions.get();
    }

    private static ObjectNode unknown(String metric) {
        return figureOf(metric).put("state", "UNKNOWN").put("reason", "nobody paid a year ago");
    }

    private static ObjectNode figureOf(String metric) {
        return JSON.createObjectNode()
                .put("metric", metric)
                .put("definitionHash", CATALOGUE.metric(metric).orElseThrow().definitionHash());
    }

    /** What it answers when a catalogue is handed over: READY, COMPUTING or REFUSED. */
    public void catalogues(String state) {
        catalogueState = state;
    }

    /** The kinds of record that judgements read, of all that was handed over. */
    public Set<String> judgedKindsSeen() {
        return Set.copyOf(judgedKinds);
    }

    /** The hashes that were handed over, in order. */
    public List<String> cataloguesSeen() {
        return List.copyOf(catalogues);
    }
}
