package io.tidewatch.dispatch.email;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.tidewatch.dispatch.delivery.DeliveryOutcome;
import io.tidewatch.dispatch.delivery.DeliveryOutcome.Retry;
import io.tidewatch.dispatch.delivery.OutgoingMessage;
import io.tidewatch.dispatch.message.Channel;
import io.tidewatch.dispatch.message.NewMessage.Content;
import io.tidewatch.testsuite.SmtpGate;
import io.tidewatch.testsuite.SmtpGate.Mode;
import io.vertx.mutiny.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class UnconfirmedMailTest {

    @Test
    void aServerThatNeverConfirmsAMailIsGivenUpAfterTheTimeForConfirmation() {
        GreenMail mail = new GreenMail(ServerSetup.SMTP.dynamicPort());
        mail.start();
        Vertx vertx = Vertx.vertx();
        try (SmtpGate gate = new SmtpGate(mail.getSmtp().getPort())) {
            gate.behave(Mode.SILENT_AFTER_DATA);
            SmtpChannel channel = new SmtpChannel(config(gate.port(), "NONE"), vertx, Clock.systemUTC());

            DeliveryOutcome outcome =
                    channel.send(message(), () -> true).await().atMost(Duration.ofSeconds(30));

            assertThat(outcome).isInstanceOf(Retry.class);
            assertThat(mail.getReceivedMessages()).hasSize(1);
        } finally {
            vertx.closeAndAwait();
            mail.stop();
        }
    }

    @Test
    void aMailWhoseClaimExpiredIsNotFinished() {
        GreenMail mail = new GreenMail(ServerSetup.SMTP.dynamicPort());
        mail.start();
        Vertx vertx = Vertx.vertx();
        try {
            SmtpChannel channel = new SmtpChannel(config(mail.getSmtp().getPort(), "NONE"), vertx, Clock.systemUTC());

            DeliveryOutcome outcome =
                    channel.send(message(), () -> false).await().atMost(Duration.ofSeconds(30));

            assertThat(outcome).isInstanceOf(Retry.class);
            assertThat(mail.getReceivedMessages()).isEmpty();
        } finally {
            vertx.closeAndAwait();
            mail.stop();
        }
    }

    static SmtpConfig config(int port, String security) {
        return new SmallRyeConfigBuilder()
                .withMapping(SmtpConfig.class)
                .withDefaultValue("tidewatch.dispatch.smtp.host", "127.0.0.1")
                .withDefaultValue("tidewatch.dispatch.smtp.port", Integer.toString(port))
                .withDefaultValue("tidewatch.dispatch.smtp.security", security)
                .withDefaultValue("tidewatch.dispatch.smtp.from", "tidewatch@example.net")
                .withDefaultValue("tidewatch.dispatch.smtp.confirmation-timeout", "PT0.5S")
                .build()
                .getConfigMapping(SmtpConfig.class);
    }

    static OutgoingMessage message() {
        return new OutgoingMessage(
                UUID.randomUUID(),
                1,
                Channel.EMAIL,
                "omar@example.com",
                "Omar",
                new Content("subject", "x", "<p>x</p>", null),
                "<unconfirmed@example.net>",
                null);
    }
}
