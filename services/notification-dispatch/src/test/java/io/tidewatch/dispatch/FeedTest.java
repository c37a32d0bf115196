package io.tidewatch.dispatch;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.tidewatch.dispatch.standin.Actions;
import io.tidewatch.dispatch.standin.DispatchTest;
import io.tidewatch.dispatch.standin.Mailbox;
import io.tidewatch.dispatch.standin.Messages;
import io.tidewatch.dispatch.standin.Surroundings;
import io.tidewatch.feed.Partitions;
import io.tidewatch.testsuite.TestDatabase;
import io.tidewatch.testsuite.TestTokens;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@DispatchTest
class FeedTest {

    private static final Duration LIMIT = Duration.ofSeconds(120);

    @BeforeEach
    void everybodyIsThere() {
        Surroundings.keycloak().usual();
    }

    @Test
    void theOutcomeOfAMessageIsReadFromTheFeedAndFromTheSnapshot() {
        List<Map<String, Object>> heads = as("service").get("/v1/changes/head").path("items");
        publish("feed-outcome", "feed-outcome-here", Instant.now());
        Mailbox.await("feed-outcome-here", 1);
        int partition = Partitions.of("feed-outcome");
        Object cursor = heads.get(partition).get("cursor");

        await().atMost(LIMIT).untilAsserted(() -> {
            Response page = given().auth()
                    .oauth2(TestTokens.withRoles("service"))
                    .contentType(ContentType.JSON)
                    .body(Map.of(
                            "cursors",
                            List.of(Map.of("partition", partition, "cursor", cursor)),
                            "types",
                            List.of("delivery")))
                    .post("/v1/changes/read");
            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.<List<String>>path("items.data.accountId")).contains("feed-outcome");
            assertThat(page.<List<Integer>>path("items.hops")).contains(2);
        });
        Response snapshot = as("integration").get("/v1/snapshot?partition=" + partition);
        assertThat(snapshot.<List<String>>path("items.data.accountId")).contains("feed-outcome");
    }

    @Test
    void pagesFollowEachOtherAndAPlaceThatNoPageNamedIsRejected() {
        publish("paged", "paged-here", Instant.now());
        publish("paged", "paged-here", Instant.now());
        // The snapshot shows outcomes, which are stored after the mails have arrived.
        await().atMost(LIMIT)
                .until(() -> Messages.ofAccount("paged").stream()
                                .filter(message -> message.get("state").equals("DELIVERED"))
                                .count()
                        == 2);

        for (String list :
                List.of("/v1/messages?accountId=paged", "/v1/snapshot?partition=" + Partitions.of("paged"))) {
            Response first = as("service").get(list + "&limit=1");
            Response second = as("service").get(list + "&limit=1&after=" + first.path("next"));
            assertThat(second.<List<Object>>path("items"))
                    .hasSize(1)
                    .doesNotContainAnyElementsOf(first.<List<Object>>path("items"));
            for (String after : List.of("nonsense!", "eA", "eAp5", "eAp5Cno")) {
                Response page = as("service").get(list + "&after=" + after);
                assertThat(page.statusCode()).isEqualTo(400);
                assertThat(page.<String>path("type")).isEqualTo("/problems/no-such-page");
            }
        }
    }

    @Test
    void theMessageOfAnActionBelongsToItsTrace() {
        String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        Surroundings.engine().publishIn("00-" + trace + "-00f067aa0ba902b7-01");
        try {
            publish("traced", "traced-here", Instant.now());
        } finally {
            Surroundings.engine().publishIn(null);
        }
        Mailbox.await("traced-here", 1);

        await().atMost(LIMIT).untilAsserted(() -> assertThat(TestDatabase.shared()
                        .texts(
                                "dispatch",
                                "select traceparent from feed_change where type = 'delivery'"
                                        + " and data->>'accountId' = ?",
                                "traced"))
                .singleElement()
                .asString()
                .contains(trace));
    }

    @Test
    void aForeignCursorIsTurnedAway() {
        Response page = given().auth()
                .oauth2(TestTokens.withRoles("service"))
                .contentType(ContentType.JSON)
                .body("{\"cursors\":[{\"partition\":1,\"cursor\":\"nonsense\"}]}")
                .post("/v1/changes/read");

        assertThat(page.statusCode()).isEqualTo(410);
        assertThat(page.<String>path("type")).isEqualTo("/problems/feed-reset");
    }

    @Test
    void afterTheRulesEngineWasRestoredThePastIsNotSentAndTheFutureIs() {
        ObjectNode past = Actions.of("NOTICE", "restored", "SALES")
                .at(Instant.now().minusSeconds(60))
                .message("restored-past", "x", "<p>x</p>")
                .json();
        Surroundings.engine().beginNewEpoch();
        Surroundings.engine().holdInSnapshot(past);

        await().atMost(LIMIT).untilAsserted(() -> {
            publish("restored", "restored-now", Instant.now());
            assertThat(Mailbox.with("restored-now")).isNotEmpty();
        });

        assertThat(Mailbox.with("restored-past")).isEmpty();
    }

    @Test
    void whatTheSnapshotHoldsAtTheFirstStartIsCarriedOutOnceAndThePastIsNot() {
        Mailbox.await("first-start-new", 1);
        assertThat(Mailbox.with("first-start-past")).isEmpty();

        Surroundings.engine().beginNewEpoch();
        awaitWhatIsPublishedNow("first-start");

        assertThat(Mailbox.with("first-start-new")).hasSize(1);
        assertThat(Mailbox.with("first-start-past")).isEmpty();
    }

    @Test
    void aRebuildCarriesOutWhatItMissedAndRepeatsNothingThatWasHandledBefore() {
        // Later than the rebuild begins, as all that happens while the snapshot is read.
        Instant later = Instant.now().plusSeconds(3600);
        ObjectNode mailed = notice("rebuilt", "rebuilt-mailed", later);
        ObjectNode staged = Actions.crm("rebuilt", "AT_RISK").at(later).json();
        ObjectNode missed = notice("rebuilt", "rebuilt-missed", later);
        ObjectNode missedStage =
                Actions.crm("rebuilt", "RENEWAL_RISK").at(later).json();
        Surroundings.engine().publish(mailed);
        Surroundings.engine().publish(staged);
        Mailbox.await("rebuilt-mailed", 1);
        await().atMost(LIMIT).until(() -> Surroundings.crm().about("rebuilt").size() == 1);

        List.of(mailed, staged, missed, missedStage).forEach(Surroundings.engine()::holdInSnapshot);
        Surroundings.engine().beginNewEpoch();
        // Also read from the feed once more, behind the snapshot that has it.
        Surroundings.engine().publish(missed);
        awaitWhatIsPublishedNow("rebuilt");
        // The messages by which the end of the rebuild was awaited may be beyond the bound of the account.
        await().atMost(LIMIT).until(() -> Messages.ofAccount("rebuilt").stream()
                .filter(message -> !message.get("state").equals("HELD"))
                .allMatch(message -> message.get("state").equals("DELIVERED")));

        assertThat(Mailbox.with("rebuilt-mailed")).hasSize(1);
        assertThat(Mailbox.with("rebuilt-missed")).hasSize(1);
        assertThat(Surroundings.crm().about("rebuilt"))
                .satisfiesExactly(
                        first -> assertThat(first.body()).contains("\"AT_RISK\""),
                        second -> assertThat(second.body()).contains("\"RENEWAL_RISK\""));
    }

    @Test
    void theClockIsReadAndMovedByThoseWhoMay() {
        Response moved = given().auth()
                .oauth2(TestTokens.withRoles("admin"))
                .contentType(ContentType.JSON)
                .body("{\"offsetSeconds\":0}")
                .put("/v1/clock");

        assertThat(moved.statusCode()).isEqualTo(200);
        assertThat(as("csm").get("/v1/clock").<Boolean>path("adjustable")).isTrue();
    }

    private static io.restassured.specification.RequestSpecification as(String role) {
        return given().auth().oauth2(TestTokens.withRoles(role));
    }

    private static void publish(String account, String subject, Instant at) {
        Surroundings.engine().publish(notice(account, subject, at));
    }

    private static ObjectNode notice(String account, String subject, Instant at) {
        return Actions.of("NOTICE", account, "SALES")
                .at(at)
                .message(subject, "x", "<p>x</p>")
                .json();
    }

    /** Once it has arrived, everything that the feed and the snapshot published of the account before has been read. */
    private static void awaitWhatIsPublishedNow(String account) {
        String after = account + "-after";
        await().atMost(LIMIT).untilAsserted(() -> {
            publish(account, after, Instant.now());
            assertThat(Mailbox.with(after)).isNotEmpty();
        });
    }
}
