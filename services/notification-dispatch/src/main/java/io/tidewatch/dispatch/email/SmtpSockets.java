package io.tidewatch.dispatch.email;

import io.vertx.mutiny.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import javax.net.SocketFactory;
import org.jboss.logging.Logger;

/**
 * Opens the connection of one try and cuts it from another thread when the try exceeds its limit: read timeouts do not end
 * a try against a server that sends a byte now and then.
 */
final class SmtpSockets extends SocketFactory implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(SmtpSockets.class);

    private final SocketFactory sockets;
    private final Vertx vertx;
    private Socket current;
    private long timer;
    private long deadline;
    private boolean cut;

    /**
     * @param sockets opens the connection
     * @param vertx for the timer
     * @param limit how long the mail may take to be sent, from now on
     */
    SmtpSockets(SocketFactory sockets, Vertx vertx, Duration limit) {
        this.sockets = sockets;
        this.vertx = vertx;
        begin(limit);
    }

    /**
     * Waits for the confirmation of the mail from now on, under a limit of its own.
     *
     * @throws IOException when the limit before was exceeded, so that the mail must not be finished. A process that was
     *     frozen reads that from the clock before its timer fires.
     */
    synchronized void awaitConfirmation(Duration limit) throws IOException {
        if (cut || System.nanoTime() - deadline >= 0) {
            throw exceeded();
        }
        vertx.cancelTimer(timer);
        begin(limit);
        current.setSoTimeout((int) limit.toMillis());
    }

    @Override
    public synchronized void close() {
        vertx.cancelTimer(timer);
    }

    private synchronized void begin(Duration limit) {
        deadline = System.nanoTime() + limit.toNanos();
        timer = vertx.setTimer(limit.toMillis(), this::cut);
    }

    /** Closes the connection, now or as soon as it is open. */
    private synchronized void cut(long fired) {
        // A timer that was cancelled while it fired ends nothing.
        if (fired == timer) {
            cut = true;
            close(current);
        }
    }

    @Override
    public Socket createSocket() throws IOException {
        return kept(sockets.createSocket());
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return kept(sockets.createSocket(host, port));
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
        return kept(sockets.createSocket(host, port, localHost, localPort));
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return kept(sockets.createSocket(host, port));
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort) throws IOException {
        return kept(sockets.createSocket(host, port, localHost, localPort));
    }

    private synchronized Socket kept(Socket socket) throws IOException {
        current = socket;
        if (cut) {
            close(socket);
            throw exceeded();
        }
        return socket;
    }

    private static IOException exceeded() {
        return new IOException("the attempt exceeded its time limit");
    }

    private static void close(Socket socket) {
        if (socket != null) {
            try {
                socket.close();
            } catch (IOException e) {
                LOG.debugf("Cutting the connection to the mail server: %s", e.getMessage());
            }
        }
    }
}
