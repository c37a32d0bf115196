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

/** A month of the executive re-engagement playbook, lived through by moving the clock; each test is a later day. */
@Order(9)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ThirtyDaysTest {

    private static final Map<String, Integer> AT_OPENING = Map.of(
            "sponsor-mail TASK CSM", 1,
            "crm-at-risk CRM_UPDATE CRM", 1,
            "sales-alert ALERT SALES", 1,
            "leadership-notice NOTICE CS_LEADERSHIP", 1);

    /** Nobody answers. */
    private static final String SILENT = "alder-bank";
    /** The CSM acknowledges; nobody answers. */
    private static final String ACKNOWLEDGED = "oakfield-schools";
    /** The sponsor answers on day 5, and a strategic conversation is scheduled. */
    private static final String ANSWERED = "pinecrest-hotels";
    /** The sponsor answers on day 8, and the conversation is cancelled. */
    private static final String CANCELLED = "tamarack-water";

    private static World world;
    private static Instant opened;

    @BeforeAll
    static void start() {
        world = World.get();
        World.eventually(() -> {
            for (String account : new String[] {SILENT, ACKNOWLEDGED, ANSWERED, CANCELLED}) {
                assertThat(world.run(account)).isNotNull();
            }
        });
        opened = Instant.EPOCH;
        for (String account : new String[] {SILENT, ACKNOWLEDGED, ANSWERED, CANCELLED}) {
            Instant at = Instant.parse(world.run(account).get("openedAt").asText());
            opened = at.isAfter(opened) ? at : opened;
        }
    }

    @Test
    @Order(1)
    void withinTheFirstDayEverybodyIsToldOnce() {
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
    void afterADayAReminderComesUnlessSomebodyTookItUp() {
        world.moveTo(opened.plus(Duration.ofHours(24)));
        World.eventually(
                () -> assertThat(world.delivered(SILENT)).containsEntry("sponsor-mail-reminder REMINDER CSM", 1));
        assertThat(world.delivered(ACKNOWLEDGED)).isEqualTo(AT_OPENING);
    }

    @Test
    @Order(4)
    void theSponsorAnswersOnTheFifthDay() {
        world.moveTo(opened.plus(Duration.ofDays(5)));
        touchpoint(ANSWERED, "reply", "EMAIL", null, "SENT", "INBOUND", opened.plus(Duration.ofDays(5)));
        World.eventually(() ->
                assertThat(world.run(ANSWERED).path("respondedAt").isTextual()).isTrue());
        assertThat(world.run(ANSWERED).get("state").asText()).isEqualTo("OPEN");
    }

    @Test
    @Order(5)
    void justBeforeTheSeventhDayNobodyIsEscalatedTo() {
        int reminders = world.delivered(SILENT).get("sponsor-mail-reminder REMINDER CSM");
        world.moveTo(opened.plus(Duration.ofDays(7)).minus(Duration.ofMinutes(10)));
        // The reminder of the day shows that the run has been looked at.
        World.eventually(() -> assertThat(world.delivered(SILENT).get("sponsor-mail-reminder REMINDER CSM"))
                .isGreaterThan(reminders));
        assertThat(escalations(SILENT)).isEmpty();
    }

    @Test
    @Order(6)
    void onTheSeventhDayTheLeaderIsAskedToReachOut() {
        world.moveTo(opened.plus(Duration.ofDays(7)));
        Map<String, Integer> outreach = Map.of("leadership-outreach-leader ESCALATION CS_LEADERSHIP", 1);
        World.eventually(() -> {
            assertThat(escalations(SILENT)).isEqualTo(outreach);
            assertThat(escalations(ACKNOWLEDGED))
                    .as("acknowledging stops no escalation")
                    .isEqualTo(outreach);
            assertThat(escalations(CANCELLED)).isEqualTo(outreach);
        });
        assertThat(escalations(ANSWERED)).as("a response does").isEmpty();
    }

    @Test
    @Order(7)
    void aResponseAndAStrategicConversationAreSuccess() {
        world.moveTo(opened.plus(Duration.ofDays(8)));
        touchpoint(
                ANSWERED,
                "strategy",
                "MEETING",
                "STRATEGIC",
                "SCHEDULED",
                "OUTBOUND",
                opened.plus(Duration.ofDays(20)));
        touchpoint(CANCELLED, "reply", "EMAIL", null, "SENT", "INBOUND", opened.plus(Duration.ofDays(8)));
        World.eventually(() -> {
            assertThat(world.run(ANSWERED).get("state").asText()).isEqualTo("SUCCEEDED");
            assertThat(world.run(CANCELLED).path("respondedAt").isTextual()).isTrue();
        });
    }

    @Test
    @Order(8)
    void onTheFourteenthDayTheRenewalRiskProtocolBegins() {
        world.moveTo(opened.plus(Duration.ofDays(14)));
        Map<String, Integer> all = Map.of(
                "leadership-outreach-leader ESCALATION CS_LEADERSHIP", 1,
                "renewal-risk-leader ESCALATION CS_LEADERSHIP", 1,
                "renewal-risk-sales ESCALATION SALES", 1,
                "renewal-risk-executive ESCALATION EXECUTIVE", 1,
                "crm-renewal-risk CRM_UPDATE CRM", 1);
        World.eventually(() -> {
            assertThat(escalations(SILENT)).isEqualTo(all);
            assertThat(escalations(ACKNOWLEDGED)).isEqualTo(all);
        });
        assertThat(escalations(CANCELLED))
                .as("the sponsor answered on day 8")
                .isEqualTo(Map.of("leadership-outreach-leader ESCALATION CS_LEADERSHIP", 1));
        assertThat(world.suite().crm().posts())
                .allMatch(post -> post.verified())
                .anyMatch(post -> post.body().contains(SILENT) && post.body().contains("RENEWAL_RISK"));
    }

    @Test
    @Order(9)
    void aCancelledConversationIsNone() {
        touchpoint(
                CANCELLED,
                "strategy",
                "MEETING",
                "STRATEGIC",
                "CANCELLED",
                "OUTBOUND",
                opened.plus(Duration.ofDays(20)));
        world.moveTo(opened.plus(Duration.ofDays(30)));
        World.eventually(() -> {
            assertThat(world.run(SILENT).get("state").asText()).isEqualTo("FAILED");
            assertThat(world.run(ACKNOWLEDGED).get("state").asText()).isEqualTo("FAILED");
            assertThat(world.run(CANCELLED).get("state").asText()).isEqualTo("FAILED");
            assertThat(world.delivered(SILENT)).containsEntry("failure-leader NOTICE CS_LEADERSHIP", 1);
        });
        assertThat(world.run(ANSWERED).get("state").asText()).isEqualTo("SUCCEEDED");
    }

    @Test
    @Order(10)
    void nothingWasSentTwice() {
        Map<String, Long> mails = world.suite().mails().mails().stream()
                // After a crash a mail may come again, see CrashDrillTest.
                .filter(mail -> !mail.subject().contains("crash-"))
                .collect(Collectors.groupingBy(CaughtMail::messageId, Collectors.counting()));
        assertThat(mails).allSatisfy((id, times) -> assertThat(times).isEqualTo(1));
        for (String account : new String[] {SILENT, ACKNOWLEDGED, ANSWERED, CANCELLED}) {
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
