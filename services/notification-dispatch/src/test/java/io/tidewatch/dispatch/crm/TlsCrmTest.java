package io.tidewatch.dispatch.crm;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.dispatch.delivery.DeliveryOutcome;
import io.tidewatch.dispatch.delivery.DeliveryOutcome.Delivered;
import io.tidewatch.dispatch.delivery.DeliveryOutcome.Retry;
import io.tidewatch.dispatch.standin.CrmStandIn;
import io.tidewatch.dispatch.standin.LogLines;
import io.tidewatch.dispatch.standin.TlsFront;
import io.tidewatch.dispatch.standin.TlsFront.Certificate;
import io.tidewatch.dispatch.standin.TrustedAuthorities;
import io.vertx.mutiny.core.Vertx;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A CRM with a certificate of a private authority. */
class TlsCrmTest {

    private final Vertx vertx = Vertx.vertx();
    private final CrmStandIn crm = new CrmStandIn();
    private final LogLines log = new LogLines(CrmChannel.class.getName());

    @AfterEach
    void stop() {
        log.close();
        crm.close();
        vertx.closeAndAwait();
    }

    @Test
    void messageIsDeliveredWhenTheAuthorityIsTrusted() {
        try (TlsFront server = front(Certificate.VALID);
                TrustedAuthorities trusted = new TrustedAuthorities(Certificate.VALID)) {
            assertThat(send(channel(server))).isInstanceOf(Delivered.class);
        }
    }

    @Test
    void messageWaitsWhenTheAuthorityIsNotTrusted() {
        try (TlsFront server = front(Certificate.VALID)) {
            assertWaits(channel(server), "signed by an unknown authority: set trustBundle");
        }
    }

    @Test
    void messageWaitsUntilAnExpiredCertificateIsRenewed() {
        try (TlsFront server = front(Certificate.EXPIRED);
                TrustedAuthorities trusted = new TrustedAuthorities(Certificate.VALID, Certificate.EXPIRED)) {
            CrmChannel channel = channel(server);
            assertWaits(channel, "its certificate expired on ");

            server.renew(Certificate.VALID);

            assertThat(send(channel)).isInstanceOf(Delivered.class);
        }
    }

    /** Each of two tries is to be repeated and says why; the log says it in one line. */
    private void assertWaits(CrmChannel channel, String reason) {
        for (int attempt = 0; attempt < 2; attempt++) {
            assertThat(send(channel)).isInstanceOfSatisfying(Retry.class, retry -> assertThat(retry.detail())
                    .contains(reason));
        }
        assertThat(crm.about("silent")).isEmpty();
        assertThat(log.entries())
                .singleElement()
                .asString()
                .contains("PKIX", reason)
                .doesNotContain("\tat ");
    }

    private TlsFront front(Certificate certificate) {
        return TlsFront.of(certificate, URI.create(crm.url()).getPort());
    }

    private CrmChannel channel(TlsFront server) {
        String url =
                "https://localhost:" + server.port() + URI.create(crm.url()).getPath();
        return new CrmChannel(SilentCrmTest.config(url, Duration.ofSeconds(20)), vertx, Clock.systemUTC());
    }

    private static DeliveryOutcome send(CrmChannel channel) {
        return channel.send(SilentCrmTest.message(), () -> true).await().atMost(Duration.ofSeconds(30));
    }
}
