package io.tidewatch.dispatch.standin;

import io.tidewatch.suite.tls.PrivateAuthority;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.SSLOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A real TLS server on a port of loopback, in front of a stand-in that speaks none. */
public final class TlsFront implements AutoCloseable {

    /** What it shows to its clients, each issued by an authority of its own. */
    public enum Certificate {
        /** Valid, for localhost. */
        VALID,
        /** The last day has passed. */
        EXPIRED
    }

    private static final Map<Certificate, PrivateAuthority> MADE = new ConcurrentHashMap<>();

    private final Vertx vertx = Vertx.vertx();
    private final int behind;
    private final NetServer server;

    private TlsFront(Certificate certificate, boolean startTls, int behind) {
        this.behind = behind;
        this.server =
                vertx.createNetServer(new NetServerOptions().setSsl(!startTls).setKeyCertOptions(keyOf(certificate)));
        server.connectHandler(startTls ? this::greet : this::join);
        await(server.listen(0, "localhost"));
    }

    /** A front that speaks TLS from the first byte. */
    public static TlsFront of(Certificate certificate, int behind) {
        return new TlsFront(certificate, false, behind);
    }

    /** A front of a mail server that speaks TLS after the command STARTTLS. */
    public static TlsFront withStartTls(Certificate certificate, int behind) {
        return new TlsFront(certificate, true, behind);
    }

    public int port() {
        return server.actualPort();
    }

    /** Shows another certificate to those who connect from now on. */
    public void renew(Certificate certificate) {
        await(server.updateSSLOptions(new SSLOptions().setKeyCertOptions(keyOf(certificate))));
    }

    /** The authority that issued the certificate. */
    public static PrivateAuthority authorityOf(Certificate certificate) {
        return MADE.computeIfAbsent(certificate, TlsFront::made);
    }

    @Override
    public void close() {
        await(vertx.close());
    }

    private void greet(NetSocket client) {
        client.write("220 localhost\r\n");
        client.handler(command -> {
            switch (command.toString().strip().split(" ")[0]) {
                case "EHLO" -> client.write("250-localhost\r\n250 STARTTLS\r\n");
                case "STARTTLS" -> {
                    client.handler(null);
                    behind(client).onSuccess(server -> secure(client, server));
                }
                default -> client.write("530 Must issue a STARTTLS command first\r\n");
            }
        });
    }

    /** Goes on when the server behind has greeted, because its greeting is not for a client that was greeted before. */
    private static void secure(NetSocket client, NetSocket server) {
        server.handler(greeting -> {
            server.handler(null);
            client.write("220 Go ahead\r\n")
                    .compose(sent -> client.upgradeToSsl())
                    .onSuccess(secured -> join(client, server))
                    .onFailure(failure -> server.close());
        });
    }

    private void join(NetSocket client) {
        client.pause();
        behind(client).onSuccess(server -> join(client, server));
    }

    private static void join(NetSocket client, NetSocket server) {
        server.pipeTo(client);
        client.pipeTo(server);
    }

    private Future<NetSocket> behind(NetSocket client) {
        return vertx.createNetClient().connect(behind, "127.0.0.1").onFailure(failure -> client.close());
    }

    private static PemKeyCertOptions keyOf(Certificate certificate) {
        PrivateAuthority authority = authorityOf(certificate);
        return new PemKeyCertOptions()
                .setCertPath(authority.certificate().toString())
                .setKeyPath(authority.key().toString());
    }

    private static PrivateAuthority made(Certificate certificate) {
        try {
            Path folder = Files.createTempDirectory("tidewatch-tls-");
            folder.toFile().deleteOnExit();
            PrivateAuthority authority = new PrivateAuthority(folder);
            if (certificate == Certificate.EXPIRED) {
                authority.createExpired();
            } else {
                authority.create();
            }
            return authority;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write certificates", e);
        }
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }
}
