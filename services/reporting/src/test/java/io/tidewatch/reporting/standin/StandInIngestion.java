package io.tidewatch.reporting.standin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidewatch.testsuite.FeedStandIn;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** Stands in for account-ingestion: its feed, and figures that a test gives. */
public final class StandInIngestion extends FeedStandIn {

    private final List<ObjectNode> figures = new CopyOnWriteArrayList<>();
    private final List<JsonNode> queries = new CopyOnWriteArrayList<>();
    private volatile boolean figuresDown;
    private volatile CountDownLatch heldFigures = new CountDownLatch(0);

    /** Starts it on a free port. */
    public StandInIngestion() {
        serve("/v1/metrics/query", call -> {
            JsonNode query = JSON.readTree(call.body());
            queries.add(query);
            awaitRelease();
            return figuresDown ? new Answer(503, JSON.createObjectNode()) : new Answer(200, answer(query));
        });
    }

    /** Publishes an account; null for no segment or no CSM. */
    public void account(String id, String name, String segment, String csm, long version) {
        publish(
                id,
                "account",
                id,
                version,
                JSON.createObjectNode()
                        .put("id", id)
                        .put("name", name)
                        .put("segment", segment)
                        .put("csmEmail", csm)
                        .put("somethingNew", "is ignored"));
    }

    /** Publishes the values of an account; null for an unknown ARR or renewal. */
    public void values(String id, Long arrMinor, String currency, String renewalOn, long version) {
        ObjectNode data = metrics(id);
        ArrayNode values = data.withArray("values");
        ObjectNode arr = values.addObject().put("metric", "arr").put("definitionHash", "arr-hash");
        if (arrMinor == null) {
            arr.put("state", "UNKNOWN").put("reason", "no paid period is known");
        } else {
            arr.put("state", "KNOWN").put("value", Long.toString(arrMinor)).put("currency", currency);
        }
        ObjectNode renewal = values.addObject().put("metric", "days-to-renewal").put("definitionHash", "renewal-hash");
        if (renewalOn == null) {
            renewal.put("state", "UNKNOWN").put("reason", "open-ended");
        } else {
            renewal.put("state", "KNOWN").put("value", "10").put("anchor", renewalOn);
        }
        publish(id, "account-metrics", id, version, data);
    }

    /** Publishes that an account is not a customer; none of its values is known. */
    public void valuesOfNoCustomer(String id, long version) {
        ObjectNode data = metrics(id).put("customer", false);
        data.withArray("values")
                .addObject()
                .put("metric", "arr")
                .put("definitionHash", "arr-hash")
                .put("state", "UNKNOWN")
                .put("reason", "Not a customer.");
        publish(id, "account-metrics", id, version, data);
    }

    /** Publishes ARR by the definition of a bundle that is not active, and by the active one. */
    public void valuesOfTwoDefinitions(String id, long notActive, long active, long version) {
        ObjectNode data = metrics(id);
        List.of(Map.entry("another-hash", notActive), Map.entry("arr-hash", active))
                .forEach(arr -> data.withArray("values")
                        .addObject()
                        .put("metric", "arr")
                        .put("definitionHash", arr.getKey())
                        .put("state", "KNOWN")
                        .put("value", Long.toString(arr.getValue()))
                        .put("currency", "EUR"));
        publish(id, "account-metrics", id, version, data);
    }

    private static ObjectNode metrics(String id) {
        ObjectNode data = JSON.createObjectNode()
                .put("accountId", id)
                .put("catalogueHash", "catalogue")
                .put("asOf", "2026-01-31");
        data.putArray("values");
        return data;
    }

    /** The figures of the next answers; see {@link #figure}. */
    public void setFigures(List<ObjectNode> next) {
        figures.clear();
        figures.addAll(next);
    }

    /** Whether only the query for figures fails. */
    public void setFiguresDown(boolean down) {
        figuresDown = down;
    }

    /** Holds back all answers with figures until the result is run. */
    public Runnable holdFigures() {
        CountDownLatch held = new CountDownLatch(1);
        heldFigures = held;
        return held::countDown;
    }

    private void awaitRelease() {
        try {
            heldFigures.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What was asked so far. */
    public List<JsonNode> queries() {
        return new ArrayList<>(queries);
    }

    /**
     * A figure.
     *
     * @param dimension ALL, SEGMENT or CSM
     * @param group     the group; null for accounts without one
     * @param value     null for unknown
     */
    public static ObjectNode figure(String metric, String dimension, String group, String value, String currency) {
        ObjectNode figure = JSON.createObjectNode()
                .put("metric", metric)
                .put("dimension", dimension)
                .put("definitionHash", metric + "-hash");
        ObjectNode groups = figure.putObject("group");
        if (!"ALL".equals(dimension)) {
            groups.put(dimension, group == null ? "" : group);
        }
        figure.put("state", value == null ? "UNKNOWN" : "KNOWN");
        if (value == null) {
            figure.put("reason", "nobody was active then");
        } else {
            figure.put("value", value);
        }
        if (currency != null) {
            figure.put("currency", currency);
        }
        return figure;
    }

    /** The figure, leaving out accounts with this much revenue. */
    public static ObjectNode leftOut(ObjectNode figure, String reason, int accounts, String currency, long minor) {
        figure.withArray("leftOut")
                .addObject()
                .put("reason", reason)
                .put("accounts", accounts)
                .putArray("revenue")
                .addObject()
                .put("currency", currency)
                .put("minor", minor);
        return figure;
    }

    private JsonNode answer(JsonNode query) {
        ObjectNode body = JSON.createObjectNode().put("catalogueHash", "catalogue");
        ArrayNode items = body.putArray("items");
        if (!query.path("accountIds").isEmpty()) {
            // Asked for the active definitions only.
            items.add(figure("arr", "ALL", null, null, null));
            items.add(figure("days-to-renewal", "ALL", null, null, null).put("definitionHash", "renewal-hash"));
            return body;
        }
        figures.forEach(items::add);
        return body;
    }
}
