package io.tidewatch.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidewatch.suite.mail.CaughtMail;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The executive re-engagement playbook across all services: from its flag to mails, CRM and answers, by moving the clock.
 * What it does on which day is asserted where it is judged: in the rule kit, in rules-engine and in the scenarios.
 */
@Order(9)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ThirtyDaysTest {

    private static final Map<String, Integer> AT_OPENING = Map.of(
            "sponsor-mail TASK CSM", 1,
            "crm-at-risk CRM_UPDATE CRM", 1,
            "sales-alert ALERT SALES", 1,
            "leadership-notice NOTICE CS_LEADERSHIP", 1);

    /** The sponsor does not answer, and the CSM does nothing. */
    private static final String SILENT = "alder-bank";
    /** The CSM acknowledges; the sponsor does not answer. */
    private static final String ACKNOWLEDGED = "oakfield-schools";
    /** The sponsor answers on day 6, and a strategic conversation is scheduled. */
    private static final String ANSWERED = "pinecrest-hotels";

    private static final String[] ACCOUNTS = {SILENT, ACKNOWLEDGED, ANSWERED};
    private static World world;
    private static Instant opened;

    @BeforeAll
    static void start() {
        world = World.get();
        World.eventually(() -> {
            for (String account : ACCOUNTS) {
                assertThat(world.run(account)).isNotNull();
            }
        });
        opened = Instant.EPOCH;
        for (String account : ACCOUNTS) {
            Instant at = Instant.parse(world.run(account).get("openedAt").asText());
            opened = at.isAfter(opened) ? at : opened;
        }
    }

    @Test
    @Order(1)
    void atTheOpeningEveryAudienceIsNotifiedOnce() {
        World.eventually(() -> assertThat(world.delivered(SILENT)).isEqualTo(AT_OPENING));
        CaughtMail task = mail(SILENT, "nadia@example.com");
        assertThat(task.attachments()).singleElement().satisfies(draft -> {
            assertThat(draft.name()).endsWith(".eml");
            String text = new String(draft.content(), java.nio.charset.StandardCharsets.UTF_8);
            assertThat(text).contains("X-Unsent: 1").contains("15");
        });
        assertThat(world.suite().mails().mails())
                .as("nothing goes to a customer by itself")
                .allSatisfy(mail ->
                        assertThat(mail.recipients()).allMatch(recipient -> recipient.endsWith("@example.com")));
    }

    @Test
    @Order(2)
    void onlyAClickAcknowledges() throws Exception {
        Matcher link = Pattern.compile("http://localhost:\\d+(/ack/\\S+)")
                .matcher(mail(ACKNOWLEDGED, null).text());
        assertThat(link.find()).isTrue();
        Api anyone = new Api(world.suite().settings().urlOf("notification-dispatch"), () -> null);
        assertThat(anyone.get(link.group(1)).expect(200).body()).contains("<form");
        assertThat(world.run(ACKNOWLEDGED).path("acknowledgedAt").isTextual()).isFalse();
        anyone.post(link.group(1), "application/x-www-form-urlencoded", new byte[0])
                .expect(200);
        World.eventually(
                () -> assertThat(world.run(ACKNOWLEDGED).path("acknowledgedAt").isTextual())
                        .isTrue());
    }

    @Test
    @Order(3)
    void aResponseAndAStrategicConversationAreSuccess() {
        Instant sixthDay = opened.plus(Duration.ofDays(6));
        world.moveTo(sixthDay);
        touchpoint(ANSWERED, "reply", "EMAIL", null, "SENT", "INBOUND", sixthDay);
        touchpoint(
                ANSWERED,
                "strategy",
                "MEETING",
                "STRATEGIC",
                "SCHEDULED",
                "OUTBOUND",
                opened.plus(Duration.ofDays(20)));
        World.eventually(() -> {
            assertThat(world.run(ANSWERED).findValuesAsText("word"))
                    .containsExactly("response", "strategicConversation");
            assertThat(world.run(ANSWERED).get("state").asText()).isEqualTo("SUCCEEDED");
            assertThat(world.delivered(SILENT)).containsEntry("sponsor-mail-reminder REMINDER CSM", 1);
        });
        assertThat(world.delivered(ACKNOWLEDGED))
                .as("acknowledging stops reminders")
                .isEqualTo(AT_OPENING);
    }

    @Test
    @Order(4)
    void withoutAResponseEveryEscalationReachesItsAudienceAndTheRunFails() {
        world.moveTo(opened.plus(Duration.ofDays(30)));
        Map<String, Integer> all = Map.of(
                "leadership-outreach-leader ESCALATION CS_LEADERSHIP", 1,
                "renewal-risk-leader ESCALATION CS_LEADERSHIP", 1,
                "renewal-risk-sales ESCALATION SALES", 1,
                "renewal-risk-executive ESCALATION EXECUTIVE", 1,
                "crm-renewal-risk CRM_UPDATE CRM", 1);
        World.eventually(() -> {
            assertThat(escalations(SILENT)).isEqualTo(all);
            assertThat(escalations(ACKNOWLEDGED))
                    .as("acknowledging stops no escalation")
                    .isEqualTo(all);
            assertThat(world.run(SILENT).get("state").asText()).isEqualTo("FAILED");
            assertThat(world.delivered(SILENT)).containsEntry("failure-leader NOTICE CS_LEADERSHIP", 1);
        });
        assertThat(escalations(ANSWERED)).as("a response stops them").isEmpty();
        assertThat(world.run(ANSWERED).get("state").asText()).isEqualTo("SUCCEEDED");
        assertThat(world.suite().crm().posts())
                .allMatch(post -> post.verified())
                .anyMatch(post -> post.body().contains(SILENT) && post.body().contains("RENEWAL_RISK"));
    }

    @Test
    @Order(5)
    void nothingWasSentTwice() {
        Map<String, Long> mails = world.suite().mails().mails().stream()
                // After a crash a mail may come again, see CrashDrillTest.
                .filter(mail -> !mail.subject().contains("crash-"))
                .collect(Collectors.groupingBy(CaughtMail::messageId, Collectors.counting()));
        assertThat(mails).allSatisfy((id, times) -> assertThat(times).isEqualTo(1));
        for (String account : ACCOUNTS) {
            assertThat(world.delivered(account)).allSatisfy((step, times) -> {
                if (!step.contains("REMINDER")) {
                    assertThat(times).as(account + " " + step).isEqualTo(1);
                }
            });
        }
    }

    /** Escalations and CRM changes after the opening. */
    private static Map<String, Integer> escalations(String account) {
        Map<String, Integer> sent = new TreeMap<>(world.delivered(account));
        sent.keySet().removeIf(step -> !step.contains("ESCALATION") && !step.startsWith("crm-renewal"));
        return sent;
    }

    private static CaughtMail mail(String account, String recipient) {
        JsonNode task = world.as("leah", "notification-dispatch").all("/v1/messages?accountId=" + account).stream()
                .filter(message -> message.get("step").asText().equals("sponsor-mail"))
                .findFirst()
                .orElseThrow();
        if (recipient != null) {
            assertThat(task.get("recipient").asText()).isEqualTo(recipient);
        }
        return world.suite().mails().mails().stream()
                .filter(mail -> mail.messageId().equals(task.get("messageId").asText()))
                .findFirst()
                .orElseThrow();
    }

    private static void touchpoint(
            String account,
            String name,
            String kind,
            String meetingKind,
            String status,
            String direction,
            Instant occurredAt) {
        String body = """
                {"accountId": "%s", "kind": "%s", "meetingKind": %s, "status": "%s", "direction": "%s",
                 "contactIds": ["tidewatch:%s-sponsor"], "occurredAt": "%s"}
                """.formatted(
                        account,
                        kind,
                        meetingKind == null ? "null" : '"' + meetingKind + '"',
                        status,
                        direction,
                        account,
                        occurredAt);
        world.loader().save("/v1/touchpoints/" + account + "-" + name, body);
    }
}
