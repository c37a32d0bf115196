package io.tidewatch.dispatch;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import io.tidewatch.dispatch.standin.Actions;
import io.tidewatch.dispatch.standin.DispatchTest;
import io.tidewatch.dispatch.standin.Mailbox;
import io.tidewatch.dispatch.standin.Messages;
import io.tidewatch.dispatch.standin.Surroundings;
import io.tidewatch.testsuite.TestTokens;
import jakarta.mail.internet.MimeMessage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What happens to a message whose recipient the mail server does not want to know. */
@QuarkusTest
@DispatchTest
class UndeliverableMailTest {

    private static final Duration LIMIT = Duration.ofSeconds(120);

    @BeforeEach
    void everybodyIsThere() {
        Surroundings.keycloak().usual();
    }

    @AfterEach
    void everybodyIsReached() {
        Surroundings.gate().refuse("");
    }

    @Test
    void aTaskThatCannotBeDeliveredGoesToTheLeaderOnceAndSaysWhoDidNotGetIt() throws Exception {
        Surroundings.gate().refuse("nadia@example.com");
        publish(Actions.task("unreached"));

        MimeMessage mail = Mailbox.await("unreached-here", 1).get(0);

        assertThat(Mailbox.to(mail)).isEqualTo("leah@example.com");
        String note = "You receive this because it could not be delivered to the customer success manager,"
                + " nadia@example.com (The mail server answered: 550 No such person here";
        assertThat(Mailbox.part(mail, "text/plain")).startsWith(note);
        assertThat(Mailbox.part(mail, "text/html")).contains(note);
        assertThat(Mailbox.draft(mail).getSubject()).isEqualTo("A quick sync?");
        // A mail that comes after it has come: there was no second one in between.
        publish(Actions.of("ALERT", "unreached-after", "SALES"));
        Mailbox.await("unreached-after-here", 1);
        assertThat(Mailbox.with("unreached-here")).hasSize(1);
        await().atMost(LIMIT).untilAsserted(() -> assertThat(Messages.ofAccount("unreached"))
                .extracting(m -> m.get("recipient"), m -> m.get("state"), m -> m.get("replaced"))
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("leah@example.com", "DELIVERED", "nadia@example.com"),
                        org.assertj.core.groups.Tuple.tuple("nadia@example.com", "FAILED", null)));
        assertThat(Messages.unfound()).as("nobody is missing in Keycloak").noneMatch(unfound -> unfound.get("accountId")
                .equals("unreached"));
    }

    @Test
    void aMessageThatCannotBeDeliveredToTheLeaderIsListedAndSentToNobodyElse() {
        Surroundings.gate().refuse("leah@example.com");
        publish(Actions.of("ESCALATION", "no-leader", "CS_LEADERSHIP"));

        awaitFailed("no-leader");

        assertNothingFollows("no-leader");
    }

    @Test
    void aReminderThatCannotBeDeliveredIsListedOnly() {
        Surroundings.gate().refuse("nadia@example.com");
        publish(Actions.of("REMINDER", "no-reminder", "CSM"));

        awaitFailed("no-reminder");

        assertNothingFollows("no-reminder");
    }

    @Test
    void whatCanReachNeitherThePersonNorTheLeaderIsListedTwiceAndEndsThere() {
        Surroundings.gate().refuse("@example.com");
        publish(Actions.of("ALERT", "nobody-reached", "SALES"));

        await().atMost(LIMIT).until(() -> failed("nobody-reached").size() == 2);

        assertThat(failed("nobody-reached"))
                .extracting(m -> m.get("recipient"))
                .containsExactly("leah@example.com", "omar@example.com");
        assertNothingFollows("nobody-reached");
    }

    @Test
    void whereTheOnlyLeaderIsThePersonThatIsNotReachedTheFallbackAddressGetsIt() {
        Surroundings.gate().refuse("leah@example.com");
        publish(Actions.task("leading-csm").account("csmEmail", "leah@example.com"));

        assertThat(Mailbox.await("leading-csm-here", 1)).map(Mailbox::to).containsExactly(Surroundings.FALLBACK);
    }

    private static void publish(Actions action) {
        String account = action.json().at("/account/id").asText();
        Surroundings.engine()
                .publish(action.message(account + "-here", "{ackUrl}", "<p>x</p>")
                        .json());
    }

    private static void awaitFailed(String account) {
        await(account + " fails").atMost(LIMIT).until(() -> failed(account).size() == 1);
    }

    private static List<Map<String, Object>> failed(String account) {
        return given().auth()
                .oauth2(TestTokens.withRoles("cs-leader"))
                .queryParam("accountId", account)
                .queryParam("state", "FAILED")
                .get("/v1/messages")
                .then()
                .statusCode(200)
                .extract()
                .path("items");
    }

    /** All that the failure led to was written with it, so that there is nothing to wait for. */
    private static void assertNothingFollows(String account) {
        assertThat(Messages.text("select count(*) from action where account_id = ? and state = 'WAITING'", account))
                .isEqualTo("0");
        assertThat(Messages.ofAccount(account)).allMatch(m -> m.get("state").equals("FAILED"));
    }
}
