package io.tidewatch.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.junit.QuarkusTest;
import io.tidewatch.dispatch.crm.WebhookSignature;
import io.tidewatch.dispatch.standin.Actions;
import io.tidewatch.dispatch.standin.CrmStandIn.Answer;
import io.tidewatch.dispatch.standin.CrmStandIn.Received;
import io.tidewatch.dispatch.standin.DispatchTest;
import io.tidewatch.dispatch.standin.Messages;
import io.tidewatch.dispatch.standin.Surroundings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@DispatchTest
class CrmTest {

    private static final Duration LIMIT = Duration.ofSeconds(120);

    @Test
    void theCrmReceivesAStageWithASignatureThatVerifies() throws Exception {
        Surroundings.engine().publish(Actions.crm("crm-signed", "AT_RISK").json());

        Received request = awaitRequests("crm-signed", 1).get(0);
        JsonNode body = new ObjectMapper().readTree(request.body());

        assertThat(body.get("type").asText()).isEqualTo("account.stage_changed");
        assertThat(body.get("stage").asText()).isEqualTo("AT_RISK");
        assertThat(body.get("accountName").asText()).isEqualTo("Acme <Ltd> & Söhne");
        assertThat(body.get("reason").asText()).contains("without an answer");
        assertThat(body.get("runId").asText()).isNotEmpty();
        assertThat(body.get("occurredAt").asText()).endsWith("Z");
        assertThat(request.signature())
                .isEqualTo(new WebhookSignature(Surroundings.CRM_SECRET)
                        .sign(request.id(), Long.parseLong(request.timestamp()), request.body()));
    }

    @Test
    void anErrorOfTheCrmIsTriedAgainUnderTheSameIdAndSignedAnew() {
        Surroundings.crm().answerNext(Answer.of(500), new Answer(429, Map.of("Retry-After", "1")));
        Surroundings.engine().publish(Actions.crm("crm-later", "AT_RISK").json());

        List<Received> requests = awaitRequests("crm-later", 3);

        awaitState("crm-later", "DELIVERED");
        assertThat(requests.stream().map(Received::id).distinct()).hasSize(1);
        assertThat(Long.parseLong(requests.get(2).timestamp()))
                .isGreaterThanOrEqualTo(Long.parseLong(requests.get(1).timestamp()) + 1);
        assertThat(requests.get(2).signature()).isNotEqualTo(requests.get(1).signature());
    }

    @Test
    void aRedirectIsAFailureAndNotFollowed() {
        Surroundings.crm().answerNext(new Answer(302, Map.of("Location", "/elsewhere")));
        Surroundings.engine().publish(Actions.crm("crm-redirect", "AT_RISK").json());

        awaitRequests("crm-redirect", 2);

        awaitState("crm-redirect", "DELIVERED");
        assertThat(Surroundings.crm().redirected()).isEmpty();
    }

    @Test
    void whatTheCrmRefusesIsNotTriedAgain() {
        Surroundings.crm().answerNext(Answer.of(422));
        Surroundings.engine().publish(Actions.crm("crm-refused", "AT_RISK").json());

        awaitState("crm-refused", "FAILED");

        assertThat(Surroundings.crm().about("crm-refused")).hasSize(1);
    }

    @Test
    void theStagesOfAnAccountArriveInTheirOrderEvenWhenTheFirstMustWait() {
        Surroundings.crm().answerNext(Answer.of(503), Answer.of(503));
        Surroundings.engine().publish(Actions.crm("crm-order", "AT_RISK").json());
        Surroundings.engine().publish(Actions.crm("crm-order", "RENEWAL_RISK").json());

        List<Received> requests = awaitRequests("crm-order", 4);

        assertThat(requests)
                .extracting(r -> r.body().contains("RENEWAL_RISK"))
                .containsExactly(false, false, false, true);
    }

    @Test
    void theCrmReceivesASchedule() throws Exception {
        ObjectNode action = Actions.schedule("crm-schedule", false).json();
        Surroundings.engine().publish(action);
        JsonNode changed = body(awaitRequests("crm-schedule", 1).getFirst());
        assertThat(changed.get("type").asText()).isEqualTo("account.schedule_changed");
        assertThat(changed.get("activity").asText()).isEqualTo("operational-review");
        assertThat(changed.get("everyMonths").asInt()).isEqualTo(1);
        assertThat(changed.get("until").asText()).isEqualTo("RUN_ENDS");

        Surroundings.engine().endRun(action, "FAILED");
        JsonNode restored = body(awaitRequests("crm-schedule", 2).get(1));
        assertThat(restored.get("type").asText()).isEqualTo("account.schedule_restored");
        assertThat(restored.get("activity").asText()).isEqualTo("operational-review");
        assertThat(restored.has("everyMonths")).isFalse();
        assertThat(restored.get("occurredAt").asText()).startsWith("2026-12-01T10:00:00");
    }

    @Test
    void theEndOfACancelledRunIsReportedOnceAndThatOfAScheduleForGoodNever() {
        ObjectNode action = Actions.schedule("crm-cancelled", false).json();
        ObjectNode forGood = Actions.schedule("crm-cancelled", true).json();
        Surroundings.engine().publish(action);
        Surroundings.engine().publish(forGood);
        awaitRequests("crm-cancelled", 2);
        Surroundings.engine().cancelRun(action);
        Surroundings.engine().cancelRun(action);
        Surroundings.engine().publish(Actions.crm("crm-after", "AT_RISK").json());
        awaitRequests("crm-after", 1);

        assertThat(awaitRequests("crm-cancelled", 3))
                .extracting(request -> request.body().contains("account.schedule_restored"))
                .containsExactly(false, false, true);
    }

    private static JsonNode body(Received request) throws Exception {
        return new ObjectMapper().readTree(request.body());
    }

    private static List<Received> awaitRequests(String account, int count) {
        await(account)
                .atMost(LIMIT)
                .until(() -> Surroundings.crm().about(account).size() >= count);
        return Surroundings.crm().about(account);
    }

    private static void awaitState(String account, String state) {
        await(account + " gets " + state).atMost(LIMIT).until(() -> {
            List<Map<String, Object>> messages = Messages.ofAccount(account);
            return !messages.isEmpty() && messages.get(0).get("state").equals(state);
        });
    }
}
