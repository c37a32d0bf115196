package io.tidewatch.dispatch;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.tidewatch.dispatch.standin.Actions;
import io.tidewatch.dispatch.standin.DispatchTest;
import io.tidewatch.dispatch.standin.Mailbox;
import io.tidewatch.dispatch.standin.Messages;
import io.tidewatch.dispatch.standin.Surroundings;
import io.tidewatch.testsuite.TestDatabase;
import jakarta.mail.internet.MimeMessage;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Messages of playbooks that are run for practice. */
@QuarkusTest
@DispatchTest
class DrillMailTest {

    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final String TEXT = "Hello {recipient.name}, {ackUrl}";

    @BeforeEach
    void everybodyIsThere() {
        Surroundings.keycloak().usual();
    }

    @AfterEach
    void everybodyIsReached() {
        Surroundings.gate().refuse("");
    }

    /** Of a drill by Leah, who leads customer success. */
    private static ObjectNode drilled(Actions action, UUID drill) {
        ObjectNode json = action.json();
        json.putObject("drill")
                .put("id", drill.toString())
                .put("recipient", "leah@example.com")
                .put("startedAt", Instant.now().toString());
        return json;
    }

    private static String account(UUID drill) {
        return "*drill:" + drill;
    }

    private static void publish(ObjectNode action) {
        Surroundings.engine()
                .publishInFeed(
                        action.at("/account/id").asText(),
                        "drill-action",
                        action.get("id").asText(),
                        Instant.now(),
                        action);
    }

    /** A real message, published after all others: when it has arrived, they would have. */
    private static void awaitEverything(String name) {
        Surroundings.engine()
                .publish(Actions.of("NOTICE", name, "SALES")
                        .message(name + "-end", TEXT, "<p>x</p>")
                        .json());
        Mailbox.await(name + "-end", 1);
    }

    private static List<String> outcomes(UUID drill) {
        return TestDatabase.shared()
                .texts(
                        "dispatch",
                        "select data->>'outcome' || ' ' || (data->>'subject') || ' ' || (data->>'insteadOf') from feed_change"
                                + " where type = 'drill-delivery' and partition = 64 and data->>'drillId' = ? order by seq",
                        drill.toString());
    }

    @Test
    void onlyThePersonWhoDrillsReceivesTheMessageOnceWithItsMark() throws Exception {
        UUID drill = UUID.randomUUID();
        ObjectNode action = drilled(
                Actions.of("ESCALATION", account(drill), "CS_LEADERSHIP", "SALES", "EXECUTIVE")
                        .at(Instant.parse("2027-01-14T09:00:00Z"))
                        .message("drill-here", TEXT, "<p>{account.name}</p>"),
                drill);
        publish(action);
        publish(action);
        awaitEverything("drill-once");

        MimeMessage mail = Mailbox.await("drill-here", 1).getFirst();

        assertThat(Mailbox.with("drill-here")).hasSize(1);
        assertThat(mail.getAllRecipients()).hasSize(1);
        assertThat(Mailbox.to(mail)).isEqualTo("leah@example.com");
        assertThat(mail.getSubject()).isEqualTo("[TEST] drill-here");
        String note = "Without the drill, this message would go on 14 January 2027, 09:00 UTC to"
                + " Leah Brandt (customer success leader), Omar Haddad (sales owner), Victor Salonen (executive).";
        assertThat(Mailbox.part(mail, "text/plain"))
                .startsWith("This is a drill")
                .contains(note, "Hello Leah Brandt");
        assertThat(Mailbox.part(mail, "text/html"))
                .startsWith("<p>This is a drill")
                .contains(note);
    }

    @Test
    void theMailSaysWhoStandsInForSomebodyWhoDoesNotExist() throws Exception {
        UUID drill = UUID.randomUUID();
        Surroundings.keycloak().without("omar");
        publish(drilled(
                Actions.of("ALERT", account(drill), "SALES").message("drill-missing", TEXT, "<p>x</p>"), drill));

        MimeMessage mail = Mailbox.await("drill-missing", 1).getFirst();

        assertThat(Mailbox.part(mail, "text/plain"))
                .contains(
                        "to Leah Brandt (customer success leader), because the account's sales owner, omar@example.com,"
                                + " is not an active user.");
        assertThat(Messages.unfound())
                .noneMatch(unfound -> unfound.get("accountId").equals(account(drill)));
    }

    @Test
    void theDraftIsAddressedToThePersonWhoDrillsAndNotToTheCustomer() throws Exception {
        UUID drill = UUID.randomUUID();
        publish(drilled(Actions.task(account(drill)).message("drill-draft", TEXT, "<p>x</p>"), drill));

        MimeMessage draft = Mailbox.draft(Mailbox.await("drill-draft", 1).getFirst());

        assertThat(draft.getSubject()).isEqualTo("[TEST] A quick sync?");
        assertThat(draft.getAllRecipients()).hasSize(1);
        assertThat(Mailbox.to(draft)).isEqualTo("leah@example.com");
    }

    @Test
    void itsLinkRecordsNothing() throws Exception {
        UUID drill = UUID.randomUUID();
        publish(drilled(Actions.task(account(drill)).message("drill-link", TEXT, "<p>x</p>"), drill));
        String text = Mailbox.part(Mailbox.await("drill-link", 1).getFirst(), "text/plain");
        String link = "http://localhost:" + RestAssured.port
                + URI.create(text.replaceAll("(?s).*(https://dispatch.example.net/ack/\\S+).*", "$1"))
                        .getPath();

        String shown = given().get(link).then().statusCode(200).extract().asString();
        String answered = given().formParam("answer", "DONE")
                .post(link)
                .then()
                .statusCode(200)
                .extract()
                .asString();

        assertThat(shown).contains("belongs to a drill").doesNotContain("<button");
        assertThat(answered).contains("belongs to a drill").doesNotContain("<button");
        assertThat(Messages.changes("acknowledgement", account(drill))).isEmpty();
    }

    @Test
    void itsOutcomeIsPublishedToTheDrillAndNotAsADelivery() {
        UUID drill = UUID.randomUUID();
        publish(drilled(
                Actions.of("ALERT", account(drill), "SALES").message("drill-outcome", TEXT, "<p>x</p>"), drill));

        await().atMost(LIMIT).untilAsserted(() -> assertThat(outcomes(drill))
                .containsExactly("DELIVERED [TEST] drill-outcome omar@example.com"));
        assertThat(Messages.changes("delivery", account(drill))).isEmpty();
        assertThat(Messages.ofAccount(account(drill))).singleElement().satisfies(message -> assertThat(message)
                .containsEntry("drillId", drill.toString())
                .containsEntry("recipient", "leah@example.com")
                .containsEntry("replaced", "omar@example.com"));
    }

    @Test
    void aMailThatCannotBeDeliveredGoesToNobodyElse() {
        UUID drill = UUID.randomUUID();
        ObjectNode action = drilled(Actions.task(account(drill)).message("drill-refused", TEXT, "<p>x</p>"), drill);
        ((ObjectNode) action.get("drill")).put("recipient", "nadia@example.com");
        Surroundings.gate().refuse("nadia@example.com");
        publish(action);

        await().atMost(LIMIT).untilAsserted(() -> assertThat(outcomes(drill))
                .containsExactly("FAILED [TEST] drill-refused nadia@example.com"));
        awaitEverything("drill-refused-after");
        assertThat(Mailbox.with("drill-refused"))
                .noneMatch(mail -> Mailbox.to(mail).startsWith("leah"));
        assertThat(Messages.ofAccount(account(drill))).hasSize(1);
    }

    @Test
    void theCrmIsNotUpdated() {
        UUID drill = UUID.randomUUID();
        publish(drilled(Actions.crm(account(drill), "AT_RISK"), drill));
        awaitEverything("drill-crm");

        assertThat(Messages.ofAccount(account(drill))).isEmpty();
    }

    @Test
    void anActionWithoutItsMarkIsSetAside() {
        UUID drill = UUID.randomUUID();
        ObjectNode action = Actions.task(account(drill))
                .message("drill-unmarked", TEXT, "<p>x</p>")
                .json();
        publish(action);

        await().atMost(LIMIT)
                .untilAsserted(() ->
                        assertThat(Messages.refused(action.get("id").asText())).isEqualTo("drill is missing"));
        assertThat(Mailbox.with("drill-unmarked")).isEmpty();
    }
}
