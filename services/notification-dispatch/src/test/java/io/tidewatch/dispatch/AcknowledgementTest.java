package io.tidewatch.dispatch;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.tidewatch.dispatch.standin.Actions;
import io.tidewatch.dispatch.standin.DispatchTest;
import io.tidewatch.dispatch.standin.Mailbox;
import io.tidewatch.dispatch.standin.Messages;
import io.tidewatch.dispatch.standin.Surroundings;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@DispatchTest
class AcknowledgementTest {

    @BeforeEach
    void everybodyIsThere() {
        Surroundings.keycloak().usual();
    }

    @Test
    void scannersThatOpenTheLinkChangeNothing() {
        String link = linkOf("ack-scanner");

        for (int i = 0; i < 3; i++) {
            assertThat(given().get(link).statusCode()).isEqualTo(200);
            assertThat(given().head(link).statusCode()).isEqualTo(200);
            given().options(link);
        }

        assertThat(Messages.changes("acknowledgement", "ack-scanner")).isEmpty();
        assertThat(given().get(link).asString()).contains("<button type=\"submit\">Acknowledge</button>");
    }

    @Test
    void aClickAcknowledgesOnceHoweverOftenItIsMade() {
        String link = linkOf("ack-click");

        Response first =
                given().contentType("application/x-www-form-urlencoded").post(link);
        Response second = given().post(link);

        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(first.asString()).contains("Acknowledged", "There will be no more reminders");
        assertThat(second.statusCode()).isEqualTo(200);
        String changes = Messages.changes("acknowledgement", "ack-click");
        assertThat(changes.lines()).hasSize(1);
        assertThat(changes).contains("\"by\": \"omar@example.com\"", "\"runId\"", "\"step\"", "\"at\"");
        assertThat(given().get(link).asString()).contains("Acknowledged").doesNotContain("<button");
    }

    @Test
    void thePageIsKeptNowhereAndRunsNothing() {
        Response page = given().get(linkOf("ack-page"));

        assertThat(page.getHeader("Cache-Control")).isEqualTo("no-store");
        assertThat(page.getHeader("Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(page.getHeader("Content-Security-Policy"))
                .contains("default-src 'none'", "form-action 'self'", "frame-ancestors 'none'", "style-src 'sha256-");
        assertThat(page.asString())
                .contains("Acme &lt;Ltd&gt; &amp; Söhne")
                .doesNotContain("<script")
                .doesNotContain("Acme <Ltd>");
    }

    @Test
    void aLinkThatWasChangedIsNotValid() {
        String link = linkOf("ack-forged");
        char last = link.charAt(link.length() - 5);
        String forged =
                link.substring(0, link.length() - 5) + (last == 'A' ? 'B' : 'A') + link.substring(link.length() - 4);

        assertThat(given().get(forged).statusCode()).isEqualTo(404);
        assertThat(given().post(forged).statusCode()).isEqualTo(404);
        assertThat(given().post("/ack/nonsense").statusCode()).isEqualTo(404);
        assertThat(given().get(forged).asString()).contains("This link is not valid");
        assertThat(Messages.changes("acknowledgement", "ack-forged")).isEmpty();
    }

    private static String linkOf(String account) {
        Surroundings.engine()
                .tell(Actions.of("ALERT", account, "SALES")
                        .message(account + "-here", "{ackUrl}", "<p>x</p>")
                        .json());
        String text = Mailbox.part(Mailbox.await(account + "-here", 1).get(0), "text/plain");
        assertThat(text).startsWith("https://dispatch.example.net/ack/");
        return text.strip().substring("https://dispatch.example.net".length());
    }
}
