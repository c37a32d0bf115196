package io.tidewatch.dispatch.email;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.tidewatch.dispatch.delivery.DeliveryOutcome;
import io.tidewatch.dispatch.delivery.DeliveryOutcome.Delivered;
import io.tidewatch.dispatch.delivery.DeliveryOutcome.Retry;
import io.tidewatch.suite.tls.PrivateAuthority;
import io.vertx.mutiny.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A mail server that speaks TLS from the first byte, with a certificate of a private authority. */
class TlsMailTest {

    private static final char[] NO_PASSWORD = new char[0];

    @TempDir
    Path folder;

    private final SSLContext usual = usual();
    private final GreenMail mail = new GreenMail(ServerSetup.SMTP.dynamicPort());
    private final ExecutorService relays = Executors.newVirtualThreadPerTaskExecutor();
    private final Vertx vertx = Vertx.vertx();
    private PrivateAuthority authority;
    private SSLServerSocket server;

    @BeforeEach
    void start() throws Exception {
        authority = new PrivateAuthority(folder);
        authority.create();
        mail.start();
        server = (SSLServerSocket)
                ofServer().getServerSocketFactory().createServerSocket(0, 5, InetAddress.getLoopbackAddress());
        relays.submit(this::accept);
    }

    @AfterEach
    void stop() throws IOException {
        SSLContext.setDefault(usual);
        server.close();
        mail.stop();
        relays.shutdownNow();
        vertx.closeAndAwait();
    }

    @Test
    void mailIsDeliveredWhenTheAuthorityIsTrusted() {
        authority.trustHere();

        assertThat(send()).isInstanceOf(Delivered.class);
        assertThat(mail.getReceivedMessages()).hasSize(1);
    }

    @Test
    void mailWaitsWhenTheAuthorityIsNotTrusted() {
        assertThat(send()).isInstanceOf(Retry.class);
        assertThat(mail.getReceivedMessages()).isEmpty();
    }

    private DeliveryOutcome send() {
        SmtpConfig config = UnconfirmedMailTest.config(server.getLocalPort(), "TLS");
        return new SmtpChannel(config, vertx, Clock.systemUTC())
                .send(UnconfirmedMailTest.message(), () -> true)
                .await()
                .atMost(Duration.ofSeconds(30));
    }

    /** Ends TLS in front of the mail server. */
    private Void accept() throws IOException {
        while (true) {
            Socket client = server.accept();
            Socket behind =
                    new Socket(InetAddress.getLoopbackAddress(), mail.getSmtp().getPort());
            relays.submit(() -> copy(client, behind));
            relays.submit(() -> copy(behind, client));
        }
    }

    private static Void copy(Socket from, Socket to) throws IOException {
        try (from;
                to;
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            in.transferTo(out);
        }
        return null;
    }

    private SSLContext ofServer() throws Exception {
        String pem = Files.readString(authority.key()).replaceAll("-----.*-----", "");
        PrivateKey key = KeyFactory.getInstance("EC")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem)));
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        try (InputStream in = Files.newInputStream(authority.certificate())) {
            Certificate certificate = CertificateFactory.getInstance("X.509").generateCertificate(in);
            store.setKeyEntry("server", key, NO_PASSWORD, new Certificate[] {certificate});
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, NO_PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    private static SSLContext usual() {
        try {
            return SSLContext.getDefault();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
