package io.tidewatch.testsuite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A relay before a server whose connections can fall silent: they stay open, what is sent is accepted, and nothing arrives.
 * So look connections after a failover without a reset, and those to a frozen server.
 */
public final class SilentRelay implements AutoCloseable {

    private final ServerSocket listener;
    private final int behind;
    private final Set<Line> lines = ConcurrentHashMap.newKeySet();
    private volatile boolean frozen;

    /** A relay before the server on that port of loopback. */
    public SilentRelay(int behind) {
        this.behind = behind;
        try {
            listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** From now on the established connections carry nothing, for ever; new ones work. */
    public void silence() {
        lines.forEach(line -> line.silent = true);
    }

    /** As {@link #silence()}, and new connections are accepted and carry nothing either. */
    public void freeze() {
        frozen = true;
        silence();
    }

    /** New connections work again. */
    public void thaw() {
        frozen = false;
    }

    @Override
    public void close() {
        try {
            listener.close();
            for (Line line : lines) {
                line.client.close();
                line.server.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Line line = new Line(listener.accept(), new Socket(InetAddress.getLoopbackAddress(), behind));
                line.silent = frozen;
                lines.add(line);
                Thread.ofVirtual().start(() -> carry(line, line.client, line.server));
                Thread.ofVirtual().start(() -> carry(line, line.server, line.client));
            } catch (IOException e) {
                // Closed, or the server behind it is away; then the client notices.
                continue;
            }
        }
    }

    private void carry(Line line, Socket from, Socket to) {
        byte[] buffer = new byte[8192];
        try (from;
                to) {
            int read;
            while ((read = from.getInputStream().read(buffer)) >= 0) {
                if (!line.silent) {
                    to.getOutputStream().write(buffer, 0, read);
                }
            }
        } catch (IOException e) {
            // One side has closed its connection; leaving closes the other.
            return;
        } finally {
            lines.remove(line);
        }
    }

    private static final class Line {

        private final Socket client;
        private final Socket server;
        private volatile boolean silent;

        Line(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }
    }
}
