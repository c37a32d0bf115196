package io.tidewatch.engine.standin;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidewatch.metric.catalogue.Catalogue;
import io.tidewatch.metric.catalogue.MetricDefinition;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

/** An account as account-ingestion publishes it; all metrics are unknown until a test says otherwise. */
public final class ExampleAccount {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Catalogue CATALOGUE =
            Catalogue.parse(FixtureRules.bundle().files());

    private final String id;
    private final Map<String, ObjectNode> values = new LinkedHashMap<>();
    private final ObjectNode fields = JSON.createObjectNode();
    private String csm = "nadia@example.com";
    private String businessModel;
    private boolean customer = true;
    private ArrayNode records = JSON.createArrayNode();

    private ExampleAccount(String id) {
        this.id = id;
        CATALOGUE.metrics().forEach(metric -> values.put(metric.id(), unknown(metric)));
    }

    /** An account of its own for a test. */
    public static ExampleAccount named(String name) {
        return new ExampleAccount(name + "-" + UUID.randomUUID().toString().substring(0, 8));
    }

    /** Its id. */
    public String id() {
        return id;
    }

    /** Last two-way contact with the sponsor. */
    public ExampleAccount sponsorSilentSince(LocalDate anchor, LocalDate coveredThrough, int unanswered) {
        ObjectNode value = known("days-since-executive-contact")
                .put("value", "0")
                .put("anchor", anchor.toString())
                .put("coveredThrough", coveredThrough.toString());
        value.putObject("details").put("unansweredOutreach", Integer.toString(unanswered));
        return this;
    }

    /** Assigned and purchased seats. */
    public ExampleAccount seats(int assigned, int purchased) {
        known("seat-utilization")
                .put("value", Double.toString(100.0 * assigned / purchased))
                .put("numerator", Integer.toString(assigned))
                .put("denominator", Integer.toString(purchased));
        return this;
    }

    /** A value that counts only for another definition of the metric. */
    public ExampleAccount seatsByAnotherDefinition(int assigned, int purchased) {
        seats(assigned, purchased);
        values.get("seat-utilization").put("definitionHash", "0".repeat(64));
        return this;
    }

    /** Makes a metric unknown again. */
    public ExampleAccount unknown(String metric) {
        values.put(metric, unknown(CATALOGUE.metric(metric).orElseThrow()));
        return this;
    }

    /** Who looks after it from now on. */
    public ExampleAccount csm(String email) {
        csm = email;
        return this;
    }

    /** How it buys; unknown unless a test says so. */
    public ExampleAccount businessModel(String model) {
        businessModel = model;
        return this;
    }

    /** Whether a paid contract period holds; without one, all metrics are unknown. */
    public ExampleAccount customer(boolean is) {
        customer = is;
        if (!is) {
            CATALOGUE.metrics().forEach(metric -> values.put(metric.id(), unknown(metric)));
        }
        return this;
    }

    /** A custom attribute. */
    public ExampleAccount field(String name, String value) {
        fields.put(name, value);
        return this;
    }

    /** A goal that the customer confirmed, as one of its records. */
    public ExampleAccount goalReachedOn(LocalDate day) {
        ObjectNode goal = records.addObject().put("kind", "milestone").put("id", "goal-" + id);
        goal.putObject("fields")
                .put("plan", "VALUE")
                .put("name", "Faster reports")
                .put("reachedOn", day.toString())
                .put("confirmed", true);
        return this;
    }

    /** A step of its own plan, as one of its records; not reached where {@code reachedOn} is null. */
    public ExampleAccount ownStep(String name, LocalDate dueOn, LocalDate reachedOn) {
        ObjectNode fields = records.addObject()
                .put("kind", "milestone")
                .put("id", name + "-" + id)
                .putObject("fields")
                .put("plan", "JOURNEY")
                .put("name", name)
                .put("dueOn", dueOn.toString());
        if (reachedOn != null) {
            fields.put("reachedOn", reachedOn.toString());
        }
        return this;
    }

    /** Has no records any more. */
    public ExampleAccount withoutRecords() {
        records = JSON.createArrayNode();
        return this;
    }

    /** Publishes account and metrics. */
    public ExampleAccount publish() {
        ObjectNode account = JSON.createObjectNode()
                .put("id", id)
                .put("name", "Account " + id)
                .put("segment", "Enterprise")
                .put("businessModel", businessModel)
                .put("csmEmail", csm)
                .put("salesOwnerEmail", "omar@example.com");
        account.set("fields", fields);
        account.putArray("sponsors")
                .addObject()
                .put("id", "c-" + id)
                .put("name", "Sam Sponsor")
                .put("email", "sam@customer.example");
        Peers.ingestion().publish(id, "account", id, account);
        return publishMetrics();
    }

    /** Publishes the metrics as they are now. */
    public ExampleAccount publishMetrics() {
        ObjectNode metrics = JSON.createObjectNode()
                .put("accountId", id)
                .put("catalogueHash", CATALOGUE.catalogueHash())
                .put("asOf", LocalDate.of(2026, 1, 1).toString())
                .put("customer", customer);
        ArrayNode list = metrics.putArray("values");
        values.values().forEach(value -> list.add(value.deepCopy()));
        metrics.set("records", records.deepCopy());
        Peers.ingestion().publish(id, "account-metrics", id, metrics);
        return this;
    }

    /** Publishes a mail of the sponsor to us. */
    public void sponsorWrites(Instant at) {
        touchpoint("mail-" + id, touchpoint -> touchpoint
                .put("kind", "EMAIL")
                .put("status", "SENT")
                .put("direction", "INBOUND")
                .put("withSponsor", true)
                .put("twoWayAt", text(at))
                .put("occurredAt", text(at))
                .put("knownAt", text(at)));
    }

    /** Publishes a strategic conversation. */
    public void strategicMeeting(String status, Instant at, Instant known) {
        touchpoint("meeting-" + id, touchpoint -> meeting(touchpoint, status, at, known));
    }

    /** Publishes that the strategic conversation was deleted. */
    public void meetingIsDeleted(Instant at, Instant known) {
        touchpoint("meeting-" + id, touchpoint -> meeting(touchpoint, "SCHEDULED", at, known)
                .put("deleted", true));
    }

    private static ObjectNode meeting(ObjectNode touchpoint, String status, Instant at, Instant known) {
        return touchpoint
                .put("kind", "MEETING")
                .put("meetingKind", "STRATEGIC")
                .put("status", status)
                .put("withSponsor", false)
                .put("occurredAt", text(at))
                .put("bookedAt", text(known))
                .put("knownAt", text(known));
    }

    private void touchpoint(String key, Consumer<ObjectNode> content) {
        ObjectNode touchpoint = JSON.createObjectNode().put("id", key).put("accountId", id);
        content.accept(touchpoint);
        Peers.ingestion().publish(id, "touchpoint", key, touchpoint);
    }

    private static String text(Instant at) {
        return at.truncatedTo(ChronoUnit.MILLIS).toString();
    }

    private ObjectNode known(String metric) {
        MetricDefinition definition = CATALOGUE.metric(metric).orElseThrow();
        ObjectNode value = JSON.createObjectNode()
                .put("metric", metric)
                .put("definitionHash", definition.definitionHash())
                .put("state", "KNOWN");
        values.put(metric, value);
        return value;
    }

    private static ObjectNode unknown(MetricDefinition metric) {
        return JSON.createObjectNode()
                .put("metric", metric.id())
                .put("definitionHash", metric.definitionHash())
                .put("state", "UNKNOWN")
                .put("reason", "nothing is known");
    }
}
