package io.tidewatch.dispatch.standin;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** Actions as the rules engine publishes them. */
public final class Actions {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final AtomicInteger NEXT = new AtomicInteger();

    private final ObjectNode action = JSON.createObjectNode();

    private Actions(String kind, String accountId, List<String> audience) {
        UUID run = UUID.nameUUIDFromBytes(accountId.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        int number = NEXT.incrementAndGet();
        action.put("id", run + "/" + kind + "/" + number);
        action.put("kind", kind);
        action.put("step", "step-" + number);
        audience.forEach(action.withArray("audience")::add);
        action.put("occurredAt", Instant.now().toString());
        action.put("dueAt", "2026-11-22T09:00:00Z");
        action.putObject("account")
                .put("id", accountId)
                .put("name", "Acme <Ltd> & Söhne")
                .put("segment", "ENTERPRISE")
                .put("lifecycleStage", "ADOPTION")
                .put("csmEmail", "nadia@example.com")
                .put("salesOwnerEmail", "omar@example.com")
                .put("currency", "EUR")
                .put("arrMinor", 1234500)
                .put("renewalDate", "2027-03-31")
                .put("daysToRenewal", 130)
                .putArray("sponsors")
                .addObject()
                .put("id", "c1")
                .put("name", "Sanna Ström")
                .put("email", "sanna@customer.example");
        ObjectNode flag = action.putObject("flag")
                .put("accountId", accountId)
                .put("thresholdId", "executive-silence")
                .put("state", "RAISED")
                .put("level", "AT_RISK")
                .put("question", "RENEW")
                .put("since", "2026-11-20T00:00:00Z")
                .put("raising", 1)
                .put("version", 1);
        flag.putObject("evidence")
                .put("sentence", "No two-way contact with the sponsor for 31 days; we wrote 2 times without an answer.")
                .put("rule", "executive-silence")
                .put("bundleHash", "0")
                .put("judgedAt", "2026-11-20T00:00:00Z")
                .putArray("values");
        action.putObject("run")
                .put("id", run.toString())
                .put("accountId", accountId)
                .put("playbook", "executive-re-engagement")
                .put("playbookName", "Executive re-engagement")
                .put("thresholdId", "executive-silence")
                .put("raising", 1)
                .put("state", "OPEN")
                .put("openedAt", "2026-11-21T08:00:00Z")
                .put("endsAt", "2026-12-21T08:00:00Z")
                .put("version", 1)
                .putArray("judgements");
        action.putArray("values")
                .addObject()
                .put("metric", "seat-utilization")
                .put("property", "seatUtilization")
                .put("known", true)
                .put("name", "Seat utilization")
                .put("value", "62 %")
                .put("explanation", "62 of 100 seats are assigned");
        message(
                "Please act on {account.name}",
                "Hello {recipient.name},\n{flag.sentence}\n{ackUrl}\n",
                "<p>Hello {recipient.name}, {account.name}</p><a href=\"{ackUrl}\">ok</a>");
    }

    public static Actions task(String accountId) {
        Actions task = new Actions("TASK", accountId, List.of("CSM"));
        task.template(
                "draft",
                "A quick sync?",
                "Dear {sponsor.name},\nSeat utilization: {metric.seatUtilization.text}\nDo you have 15 minutes?\n{csm.name}",
                "<p>Dear {sponsor.name}</p>");
        return task;
    }

    public static Actions of(String kind, String accountId, String... audience) {
        return new Actions(kind, accountId, List.of(audience));
    }

    /** About the whole portfolio: no run, and an account that stands for all. */
    public static Actions ofPortfolio() {
        return withoutAccount("NOTICE", "CS_LEADERSHIP", "EXECUTIVE");
    }

    /** About no account in particular. */
    public static Actions withoutAccount(String kind, String... audience) {
        Actions notice = new Actions(kind, "*", List.of(audience));
        notice.action.remove("run");
        notice.action.remove("dueAt");
        notice.action.putObject("account").put("id", "*").put("name", "All customers");
        return notice;
    }

    public static Actions crm(String accountId, String stage) {
        Actions crm = new Actions("CRM_UPDATE", accountId, List.of("CRM"));
        crm.action.put("crmStage", stage);
        return crm;
    }

    /** An activity is due every month, until the end of the run unless it is for good. */
    public static Actions schedule(String accountId, boolean forGood) {
        Actions change = new Actions("SCHEDULE_CHANGE", accountId, List.of("CRM"));
        change.action
                .putObject("schedule")
                .put("activity", "operational-review")
                .put("everyMonths", 1)
                .put("until", forGood ? null : "RUN_ENDS");
        change.action.remove("message");
        return change;
    }

    public Actions message(String subject, String text, String html) {
        return template("message", subject, text, html);
    }

    public Actions at(Instant occurredAt) {
        action.put("occurredAt", occurredAt.toString());
        return this;
    }

    public Actions account(String field, String value) {
        ((ObjectNode) action.get("account")).put(field, value);
        return this;
    }

    public Actions sponsor(String name, String email) {
        ((ObjectNode) action.at("/account/sponsors/0")).put("name", name).put("email", email);
        return this;
    }

    public Actions withoutSponsorAddress() {
        ((ObjectNode) action.at("/account/sponsors/0")).putNull("email");
        return this;
    }

    public Actions win(String day, String sentence) {
        action.withArray("wins").addObject().put("day", day).put("sentence", sentence);
        return this;
    }

    public ObjectNode json() {
        return action.deepCopy();
    }

    private Actions template(String name, String subject, String text, String html) {
        action.putObject(name)
                .put("id", "messages/" + name)
                .put("subject", subject)
                .put("text", text)
                .put("html", html);
        return this;
    }
}
