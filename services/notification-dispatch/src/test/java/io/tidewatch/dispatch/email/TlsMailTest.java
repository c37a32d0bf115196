package io.tidewatch.dispatch.email;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.tidewatch.dispatch.delivery.DeliveryOutcome;
import io.tidewatch.dispatch.delivery.DeliveryOutcome.Delivered;
import io.tidewatch.dispatch.delivery.DeliveryOutcome.Retry;
import io.tidewatch.dispatch.standin.LogLines;
import io.tidewatch.dispatch.standin.TlsFront;
import io.tidewatch.dispatch.standin.TlsFront.Certificate;
import io.tidewatch.dispatch.standin.TrustedAuthorities;
import io.vertx.mutiny.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A mail server with a certificate of a private authority, that speaks TLS from the first byte or after STARTTLS. */
class TlsMailTest {

    private final GreenMail mail = new GreenMail(ServerSetup.SMTP.dynamicPort());
    private final Vertx vertx = Vertx.vertx();
    private final LogLines log = new LogLines(SmtpChannel.class.getName());

    @BeforeEach
    void start() {
        mail.start();
    }

    @AfterEach
    void stop() {
        log.close();
        mail.stop();
        vertx.closeAndAwait();
    }

    @ParameterizedTest
    @EnumSource(names = {"TLS", "STARTTLS"})
    void mailIsDeliveredWhenTheAuthorityIsTrusted(SmtpConfig.Security security) {
        try (TlsFront server = front(security, Certificate.VALID);
                TrustedAuthorities trusted = new TrustedAuthorities(Certificate.VALID)) {
            assertThat(send(server, security)).isInstanceOf(Delivered.class);
            assertThat(mail.getReceivedMessages()).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"TLS", "STARTTLS"})
    void mailWaitsWhenTheAuthorityIsNotTrusted(SmtpConfig.Security security) {
        try (TlsFront server = front(security, Certificate.VALID)) {
            assertWaits(server, security, "signed by an unknown authority: set trustBundle");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"TLS", "STARTTLS"})
    void mailWaitsWhenTheCertificateExpired(SmtpConfig.Security security) {
        try (TlsFront server = front(security, Certificate.EXPIRED);
                TrustedAuthorities trusted = new TrustedAuthorities(Certificate.EXPIRED)) {
            assertWaits(server, security, "its certificate expired on ");
        }
    }

    /** Each of two tries is to be repeated and says why; the log says it in one line. */
    private void assertWaits(TlsFront server, SmtpConfig.Security security, String reason) {
        for (int attempt = 0; attempt < 2; attempt++) {
            assertThat(send(server, security)).isInstanceOfSatisfying(Retry.class, retry -> assertThat(retry.detail())
                    .contains(reason));
        }
        assertThat(mail.getReceivedMessages()).isEmpty();
        assertThat(log.entries())
                .singleElement()
                .asString()
                .contains("PKIX", reason)
                .doesNotContain("\tat ");
    }

    private TlsFront front(SmtpConfig.Security security, Certificate certificate) {
        int behind = mail.getSmtp().getPort();
        return security == SmtpConfig.Security.TLS
                ? TlsFront.of(certificate, behind)
                : TlsFront.withStartTls(certificate, behind);
    }

    private DeliveryOutcome send(TlsFront server, SmtpConfig.Security security) {
        SmtpConfig config = UnconfirmedMailTest.config(server.port(), security.name());
        return new SmtpChannel(config, vertx, Clock.systemUTC())
                .send(UnconfirmedMailTest.message(), () -> true)
                .await()
                .atMost(Duration.ofSeconds(30));
    }
}
