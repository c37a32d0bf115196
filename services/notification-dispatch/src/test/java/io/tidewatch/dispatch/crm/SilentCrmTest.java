package io.tidewatch.dispatch.crm;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.SmallRyeConfigBuilder;
import io.tidewatch.dispatch.delivery.DeliveryOutcome;
import io.tidewatch.dispatch.delivery.DeliveryOutcome.Retry;
import io.tidewatch.dispatch.delivery.OutgoingMessage;
import io.tidewatch.dispatch.message.Channel;
import io.tidewatch.dispatch.message.NewMessage.Content;
import io.tidewatch.dispatch.standin.CrmStandIn;
import io.tidewatch.dispatch.standin.CrmStandIn.Answer;
import io.vertx.mutiny.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Apart from the running service, so that no other test has so short a timeout: on a busy machine a CRM may be slow. */
class SilentCrmTest {

    @Test
    void aCrmThatSaysNothingIsGivenUpAfterTheTimeoutAndTriedAgain() {
        Vertx vertx = Vertx.vertx();
        try (CrmStandIn crm = new CrmStandIn()) {
            crm.answerNext(Answer.of(0));
            CrmChannel channel = new CrmChannel(config(crm.url(), Duration.ofMillis(500)), vertx, Clock.systemUTC());

            DeliveryOutcome outcome =
                    channel.send(message(), () -> true).await().atMost(Duration.ofSeconds(30));

            assertThat(outcome).isInstanceOf(Retry.class);
        } finally {
            vertx.closeAndAwait();
        }
    }

    static CrmConfig config(String url, Duration timeout) {
        return new SmallRyeConfigBuilder()
                .withMapping(CrmConfig.class)
                .withDefaultValue("tidewatch.dispatch.crm.url", url)
                .withDefaultValue("tidewatch.dispatch.crm.timeout", timeout.toString())
                .build()
                .getConfigMapping(CrmConfig.class);
    }

    static OutgoingMessage message() {
        return new OutgoingMessage(
                UUID.randomUUID(),
                1,
                Channel.CRM,
                "crm",
                null,
                new Content(null, "{\"accountId\":\"silent\"}", null, null),
                "msg_silent",
                null);
    }
}
