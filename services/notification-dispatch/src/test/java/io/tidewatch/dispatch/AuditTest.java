package io.tidewatch.dispatch;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.tidewatch.dispatch.standin.Actions;
import io.tidewatch.dispatch.standin.DispatchTest;
import io.tidewatch.dispatch.standin.Mailbox;
import io.tidewatch.dispatch.standin.Messages;
import io.tidewatch.dispatch.standin.Surroundings;
import io.tidewatch.testsuite.AuditTrail;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who changed what is on record, once, however often a link is used. */
@QuarkusTest
@DispatchTest
class AuditTest {

    @BeforeEach
    void everybodyIsThere() {
        Surroundings.keycloak().usual();
    }

    @Test
    void whoAnswersByALinkIsWhomTheMessageWasSentTo() {
        Actions task = Actions.task("audit-link");
        Surroundings.engine()
                .publish(task.message("audit-link-here", "{ackUrl}", "<p>x</p>").json());
        String text = Mailbox.part(Mailbox.await("audit-link-here", 1).getFirst(), "text/plain");
        String link = text.strip().substring("https://dispatch.example.net".length());
        given().get(link).then().statusCode(200);
        for (String answer : List.of("TAKEN_UP", "TAKEN_UP", "DONE", "DONE", "TAKEN_UP")) {
            given().formParam("answer", answer).post(link).then().statusCode(200);
        }

        String message = Messages.ofAccount("audit-link").getFirst().get("id").toString();
        String run = task.json().at("/run/id").asText();
        assertThat(AuditTrail.ofAccount("audit-link"))
                .containsExactly(
                        "PERSON nadia@example.com ACKNOWLEDGED message " + message + " {run=" + run + "}",
                        "PERSON nadia@example.com COMPLETED message " + message + " {run=" + run + "}");
    }
}
