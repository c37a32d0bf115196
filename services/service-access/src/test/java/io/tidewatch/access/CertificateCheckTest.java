package io.tidewatch.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidewatch.access.DatabaseConfig.Pooler;
import io.tidewatch.problem.FailureText;
import io.tidewatch.problem.TemporaryFailure;
import io.tidewatch.suite.tls.PrivateAuthority;
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
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that offers TLS as PostgreSQL does, with a certificate that is not accepted. */
class CertificateCheckTest {

    @TempDir
    static Path folder;

    private static PrivateAuthority authority;

    private final Vertx vertx = Vertx.vertx();

    @BeforeAll
    static void certify() {
        authority = new PrivateAuthority(folder);
        authority.createExpired();
    }

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void expiredCertificateIsTheReasonWhyTheDatabaseCannotBeReached() {
        Throwable failure = failureOf(
                new PemTrustOptions().addCertPath(authority.authority().toString()));
        assertThat(failure).matches(TemporaryFailure::isIn);
        assertThat(FailureText.of(failure)).contains("SSL handshake failed", "its certificate expired on ");
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
                                .setCertPath(authority.certificate().toString())
                                .setKeyPath(authority.key().toString())))
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
