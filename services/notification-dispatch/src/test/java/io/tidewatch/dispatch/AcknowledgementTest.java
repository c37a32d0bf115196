package io.tidewatch.dispatch;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.tidewatch.dispatch.standin.Actions;
import io.tidewatch.dispatch.standin.DispatchTest;
import io.tidewatch.dispatch.standin.Mailbox;
import io.tidewatch.dispatch.standin.Messages;
import io.tidewatch.dispatch.standin.Surroundings;
import io.tidewatch.feed.Partitions;
import io.tidewatch.testsuite.TestTokens;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
    void scannersThatOpenTheLinkOfATaskChangeNothing() {
        String link = linkOf(Actions.task("ack-scanner"));

        for (int i = 0; i < 3; i++) {
            assertThat(given().get(link).statusCode()).isEqualTo(200);
            assertThat(given().get(link + "?answer=DONE").statusCode()).isEqualTo(200);
            assertThat(given().head(link).statusCode()).isEqualTo(200);
            given().options(link);
        }

        assertThat(Messages.changes("acknowledgement", "ack-scanner")).isEmpty();
        assertThat(given().get(link).asString())
                .contains("value=\"TAKEN_UP\"", "value=\"DONE\"", "method=\"post\"")
                .doesNotContain("method=\"get\"", "role=\"status\"");
    }

    @Test
    void whoReadsAMessageOverTheApiCannotAnswerInTheReceiversName() {
        linkOf(Actions.task("ack-read"));

        String text = (String)
                Messages.detail(Messages.ofAccount("ack-read").getFirst().get("id"))
                        .get("text");

        assertThat(text).contains("https://dispatch.example.net/ack/…").doesNotContainPattern("/ack/[A-Za-z0-9]");
    }

    @Test
    void aPersonTakesATaskUpAndLaterSaysThatItIsDone() {
        String link = linkOf(Actions.task("ack-task"));

        Response takenUp = answer(link, "TAKEN_UP");
        assertThat(takenUp.statusCode()).isEqualTo(200);
        assertThat(takenUp.asString())
                .contains("role=\"status\"", "Nadia Okafor", "value=\"DONE\"")
                .doesNotContain("value=\"TAKEN_UP\"");
        assertThat(published("ack-task")).containsExactly("1 false");

        Response done = answer(link, "DONE");
        assertThat(done.asString()).contains("role=\"status\"", "Nadia Okafor").doesNotContain("<button");
        assertThat(published("ack-task")).containsExactly("1 false", "2 true");
        assertThat(given().get(link).asString()).contains("role=\"status\"").doesNotContain("<button");
    }

    @Test
    void anAnswerToATaskWithoutARunNamesItsActionAndThePageLeadsToTheConsole() {
        Actions task = Actions.withoutAccount("TASK", "CS_LEADERSHIP");
        String link = linkOf(task);

        assertThat(answer(link, "DONE").asString())
                .contains("role=\"status\"", "Open the console")
                .doesNotContain("Open the run", "escalations");
        assertThat(Messages.changes("acknowledgement", "*"))
                .contains("\"actionId\": \"" + task.json().get("id").asText() + "\"", "\"done\": true");
    }

    @Test
    void aTaskThatIsDoneAtOnceIsPublishedOnceHoweverOftenSomebodyClicks() {
        String link = linkOf(Actions.of("REMINDER", "ack-done", "CSM"));

        for (String answer : List.of("DONE", "DONE", "TAKEN_UP", "DONE")) {
            assertThat(answer(link, answer).asString())
                    .contains("role=\"status\"")
                    .doesNotContain("<button");
        }

        assertThat(published("ack-done")).containsExactly("2 true");
        int partition = Partitions.of("ack-done");
        Response snapshot =
                given().auth().oauth2(TestTokens.withRoles("service")).get("/v1/snapshot?partition=" + partition);
        assertThat(snapshot.<List<Map<String, Object>>>path(
                        "items.findAll { it.type == 'acknowledgement' && it.data.accountId == 'ack-done' }"))
                .singleElement()
                .satisfies(item -> assertThat(item).containsEntry("version", 2))
                .extracting(item -> ((Map<?, ?>) item.get("data")).get("done"))
                .isEqualTo(true);
    }

    @Test
    void aMessageThatIsNoTaskCanBeTakenUpOnlyAndOnceHoweverOftenSomebodyClicks() {
        String link = linkOf(Actions.of("ALERT", "ack-click", "SALES"));
        assertThat(given().get(link).asString()).contains("value=\"TAKEN_UP\"").doesNotContain("DONE");

        Response refused = answer(link, "DONE");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(answer(link, "MAYBE").statusCode()).isEqualTo(400);
        assertThat(Messages.changes("acknowledgement", "ack-click")).isEmpty();

        Response first = answer(link, "TAKEN_UP");
        Response second = given().post(link);
        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(first.asString()).contains("role=\"status\"");
        assertThat(second.statusCode()).isEqualTo(200);
        String changes = Messages.changes("acknowledgement", "ack-click");
        assertThat(changes.lines()).hasSize(1);
        assertThat(changes).contains("\"by\": \"omar@example.com\"", "\"runId\"", "\"step\"", "\"at\"");
        assertThat(given().get(link).asString()).contains("role=\"status\"").doesNotContain("<button");
    }

    @Test
    void aFormWithAnUnknownFieldIsRefusedWithThePlaceAndTheNearestField() {
        String link = linkOf(Actions.task("ack-unknown"));

        Response refused =
                given().formParam("answer", "DONE").formParam("anser", "DONE").post(link);

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.<String>path("type")).isEqualTo("/problems/invalid-request");
        assertThat(refused.<String>path("errors[0].pointer")).isEqualTo("/anser");
        assertThat(refused.<String>path("errors[0].suggestion")).isEqualTo("answer");
        assertThat(Messages.changes("acknowledgement", "ack-unknown")).isEmpty();
    }

    @Test
    void thePageIsKeptNowhereAndRunsNothing() {
        Response page = given().get(linkOf(Actions.task("ack-page")));

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
        String link = linkOf(Actions.task("ack-forged"));
        int middle = link.length() - 5;
        String forged =
                link.substring(0, middle) + (link.charAt(middle) == 'A' ? 'B' : 'A') + link.substring(middle + 1);

        assertThat(given().get(forged).statusCode()).isEqualTo(404);
        assertThat(given().post(forged).statusCode()).isEqualTo(404);
        assertThat(given().post("/ack/nonsense").statusCode()).isEqualTo(404);
        assertThat(given().get(forged).asString()).contains("This link is not valid");
        assertThat(Messages.changes("acknowledgement", "ack-forged")).isEmpty();
    }

    @Test
    void aTokenOfAnyLengthThatIsNotValidHasThePageThatSaysSo() {
        for (int length : new int[] {1, 1_001, 4_000}) {
            for (Response page :
                    List.of(given().get("/ack/" + "A".repeat(length)), given().post("/ack/" + "A".repeat(length)))) {
                assertThat(page.statusCode()).isEqualTo(404);
                assertThat(page.contentType()).startsWith("text/html");
                assertThat(page.asString()).contains("This link is not valid");
            }
        }
    }

    @Test
    void aFormThatIsTooLargeOrNotValidIsRefusedAndRecordsNothing() throws Exception {
        String link = linkOf(Actions.task("ack-large"));
        byte[] oneField = new byte[20_000_000];
        byte[] manyFields = "a&".repeat(1_500).getBytes(StandardCharsets.US_ASCII);

        for (byte[] form : List.of(oneField, manyFields)) {
            for (Version version : List.of(Version.HTTP_1_1, Version.HTTP_2)) {
                assertThat(status(version, link, BodyPublishers.ofByteArray(form)))
                        .as("%d bytes by %s", form.length, version)
                        .isEqualTo(413);
                assertThat(status(version, link, withoutLength(form)))
                        .as("%d bytes of undeclared length by %s", form.length, version)
                        .isEqualTo(413);
            }
        }
        assertThat(answer(link, "%ZZ").statusCode()).isEqualTo(400);
        assertThat(status(Version.HTTP_1_1, link, BodyPublishers.ofString("answer=%ZZ")))
                .isEqualTo(400);
        assertThat(Messages.changes("acknowledgement", "ack-large")).isEmpty();
    }

    @Test
    void aFormAcknowledgesByEachVersionOfHttpWithOrWithoutALength() throws Exception {
        byte[] done = "answer=DO%4eE".getBytes(StandardCharsets.US_ASCII);
        for (Version version : List.of(Version.HTTP_1_1, Version.HTTP_2)) {
            String account = "ack-" + version.name().toLowerCase(Locale.ROOT);
            String link = linkOf(Actions.task(account));
            assertThat(status(version, link, BodyPublishers.noBody())).isEqualTo(200);
            assertThat(published(account)).containsExactly("1 false");
            assertThat(status(version, link, BodyPublishers.ofByteArray(done))).isEqualTo(200);
            assertThat(published(account)).containsExactly("1 false", "2 true");

            String streamed = linkOf(Actions.task(account + "-streamed"));
            assertThat(status(version, streamed, withoutLength(done))).isEqualTo(200);
            assertThat(published(account + "-streamed")).containsExactly("2 true");
        }
    }

    private static BodyPublisher withoutLength(byte[] form) {
        return BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(form));
    }

    private static int status(Version version, String link, BodyPublisher form) throws Exception {
        URI address = URI.create("http://127.0.0.1:" + RestAssured.port + link);
        try (HttpClient client = HttpClient.newBuilder().version(version).build()) {
            // The first request of a connection only asks for HTTP/2.
            client.send(HttpRequest.newBuilder(address).build(), BodyHandlers.discarding());
            HttpResponse<Void> response = client.send(
                    HttpRequest.newBuilder(address)
                            .header("Content-Type", "application/x-www-form-urlencoded")
                            .POST(form)
                            .build(),
                    BodyHandlers.discarding());
            assertThat(response.version()).isEqualTo(version);
            return response.statusCode();
        }
    }

    private static Response answer(String link, String answer) {
        return given().formParam("answer", answer).post(link);
    }

    /** What the feed published of an account: version and whether it is done, in order. */
    private static List<String> published(String account) {
        String all = Messages.text(
                "select string_agg(version || ' ' || (data ->> 'done'), ',' order by seq) from feed_change"
                        + " where type = 'acknowledgement' and data ->> 'accountId' = ?",
                account);
        return all == null ? List.of() : List.of(all.split(","));
    }

    private static String linkOf(Actions action) {
        String account = action.json().at("/account/id").asText();
        Surroundings.engine()
                .publish(action.message(account + "-here", "{ackUrl}", "<p>x</p>")
                        .json());
        String text = Mailbox.part(Mailbox.await(account + "-here", 1).get(0), "text/plain");
        assertThat(text).startsWith("https://dispatch.example.net/ack/");
        return text.strip().substring("https://dispatch.example.net".length());
    }
}
