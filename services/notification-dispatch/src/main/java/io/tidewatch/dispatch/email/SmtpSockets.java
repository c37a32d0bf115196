package io.tidewatch.dispatch.email;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.SocketFactory;
import org.jboss.logging.Logger;

/**
 * Opens the connection of one try and can cut it from another thread: read timeouts do not end a try against a server
 * that sends a byte now and then.
 */
final class SmtpSockets extends SocketFactory {

    private static final Logger LOG = Logger.getLogger(SmtpSockets.class);

    private final SocketFactory sockets;
    private final AtomicReference<Socket> current = new AtomicReference<>();
    private volatile boolean cut;

    SmtpSockets(SocketFactory sockets) {
        this.sockets = sockets;
    }

    /** Closes the connection, now or as soon as it is open. */
    void cut() {
        cut = true;
        close(current.get());
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

    private Socket kept(Socket socket) throws IOException {
        current.set(socket);
        if (cut) {
            close(socket);
            throw new IOException("the attempt exceeded its time limit");
        }
        return socket;
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
