package io.tidewatch.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidewatch.access.DatabaseConfig.Pooler;
import io.tidewatch.problem.FailureText;
import io.tidewatch.problem.TemporaryFailure;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.TrustOptions;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.SslMode;
import io.vertx.sqlclient.PoolOptions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A server that offers TLS as PostgreSQL does, with a certificate that is not accepted. */
class CertificateCheckTest {

    private static final String CA = """
            -----BEGIN CERTIFICATE-----
            MIIBgjCCASegAwIBAgIUe/IhRtOGso2BtvnoKnKue/3r6FYwCgYIKoZIzj0EAwIw
            FTETMBEGA1UEAwwKQ29tcGFueSBDQTAgFw0yNjEyMDIxNTA5MjZaGA8yMTI2MTEw
            ODE1MDkyNlowFTETMBEGA1UEAwwKQ29tcGFueSBDQTBZMBMGByqGSM49AgEGCCqG
            SM49AwEHA0IABKXMsS6E1nAzQdBw1MPbxoHCvi/f6zkpqhP6BdaaI5+4ut5ryaqw
            7PJxnlLWJZ9uhY03ieIAy5a98YHAMHDaE9yjUzBRMB0GA1UdDgQWBBSWucHIiidu
            PDCCAcrbttx8QDloPTAfBgNVHSMEGDAWgBSWucHIiiduPDCCAcrbttx8QDloPTAP
            BgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0kAMEYCIQDxxXIYjRsvY0Hv4ky8
            7tzZuxcEt6mgY/vacZgp7ipYfwIhAPZEKCVEEDVTBqrxLOX9PPCMlSgMgeU9a6Hp
            88tcWosg
            -----END CERTIFICATE-----
            """;

    /** Of localhost, signed by the authority above, valid in January 2024. */
    private static final String EXPIRED = """
            -----BEGIN CERTIFICATE-----
            MIIBbzCCARagAwIBAgIBATAKBggqhkjOPQQDAjAVMRMwEQYDVQQDDApDb21wYW55
            IENBMB4XDTI0MDEwMTAwMDAwMFoXDTI0MDIwMTAwMDAwMFowFDESMBAGA1UEAwwJ
            bG9jYWxob3N0MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE2xd31sbEwCf6+osJ
            HZ2l2aaLrqngF8KFoDSLiE2tJ4KT+QROlV8HOFTzGD/2GeZ6Ovd9K+1GruUB3GMn
            /DtJCaNYMFYwFAYDVR0RBA0wC4IJbG9jYWxob3N0MB0GA1UdDgQWBBQ567eZAt/B
            UzeWV5/7tQ5fg1x1AzAfBgNVHSMEGDAWgBSWucHIiiduPDCCAcrbttx8QDloPTAK
            BggqhkjOPQQDAgNHADBEAiAXPnx4DcpcF4PmFc8y1H+P2JIJgjzUl3Ue0FFTWmnK
            2wIgRjELPDDKV/wMMrz3MjpGsQr+VumPtjHhLAdtN6fhqMg=
            -----END CERTIFICATE-----
            """;

    /** Protects nothing: it belongs to the certificate above. */
    private static final String KEY = """
            -----BEGIN PRIVATE KEY-----
            MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgohXsNwXpuDyjFPDb
            Pf89QYeRHnD4t7k60Bh8PbJNK4ShRANCAATbF3fWxsTAJ/r6iwkdnaXZpouuqeAX
            woWgNIuITa0ngpP5BE6VXwc4VPMYP/YZ5no6930r7Uau5QHcYyf8O0kJ
            -----END PRIVATE KEY-----
            """;

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void expiredCertificateIsTheReasonWhyTheDatabaseCannotBeReached() {
        Throwable failure = failureOf(new PemTrustOptions().addCertValue(Buffer.buffer(CA)));
        assertThat(failure).matches(TemporaryFailure::isIn);
        assertThat(FailureText.of(failure)).contains("SSL handshake failed", "its certificate expired on Thu Feb 01");
    }

    @Test
    void unknownAuthorityIsTheReasonWhyTheDatabaseCannotBeReached() {
        Throwable failure = failureOf(new PemTrustOptions().addCertValue(Buffer.buffer(TrustBundleTest.OTHER_CA)));
        assertThat(failure).matches(TemporaryFailure::isIn);
        assertThat(FailureText.of(failure)).contains("signed by an unknown authority: set trustBundle");
    }

    private Throwable failureOf(TrustOptions trusted) {
        PgConnectOptions server = new PgConnectOptions()
                .setHost("localhost")
                .setPort(tlsServer().actualPort())
                .setDatabase("tidewatch")
                .setUser("somebody")
                .setPassword("secret")
                .setSslMode(SslMode.VERIFY_FULL)
                .setHostnameVerificationAlgorithm("HTTPS")
                .setTrustOptions(trusted);
        return catchThrowable(() -> BoundedPool.create(
                        vertx,
                        new PoolOptions(),
                        List.of(server),
                        Duration.ofSeconds(30),
                        Pooler.NONE,
                        new LostAnswers(new SimpleMeterRegistry()))
                .query("select 1")
                .execute()
                .toCompletionStage()
                .toCompletableFuture()
                .get());
    }

    /** Says yes to the request for TLS, and goes no further than the handshake. */
    private NetServer tlsServer() {
        return vertx.createNetServer(new NetServerOptions()
                        .setKeyCertOptions(new PemKeyCertOptions()
                                .addCertValue(Buffer.buffer(EXPIRED))
                                .addKeyValue(Buffer.buffer(KEY))))
                .connectHandler(socket -> socket.handler(request -> {
                    socket.handler(null);
                    socket.write("S").onSuccess(sent -> socket.upgradeToSsl());
                }))
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }
}
