package io.tidewatch.testsuite;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A proxy before a mail server that can fail in the ways mail servers do. */
public final class SmtpGate implements AutoCloseable {

    /** How it behaves. */
    public enum Mode {
        /** Passes everything on. */
        OPEN,
        /** Passes the mail on and does not answer after DATA. */
        SILENT_AFTER_DATA,
        /** Passes the mail on and closes the connection instead of confirming it. */
        CUT_AFTER_DATA,
        /** Passes the mail on and takes {@link #SLOW} to confirm it. */
        SLOW_AFTER_DATA,
        /** Answers every recipient with 451. */
        LATER,
        /** Answers every recipient with 550. */
        NEVER,
        /** Closes every connection. */
        CLOSED
    }

    /** How long a slow server takes to confirm a mail. */
    public static final Duration SLOW = Duration.ofSeconds(3);

    private final ServerSocket listener;
    private final int behind;
    private volatile Mode mode = Mode.OPEN;
    private volatile String refused = "";

    /** A gate before the server on that port of loopback. */
    public SmtpGate(int behind) {
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

    public void behave(Mode how) {
        mode = how;
    }

    /** Answers this recipient with 550 in every mode; an empty text ends it. */
    public void refuse(String address) {
        refused = address;
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client;
                Socket server = new Socket(InetAddress.getLoopbackAddress(), behind)) {
            if (mode == Mode.CLOSED) {
                return;
            }
            BufferedReader fromClient = reader(client);
            BufferedReader fromServer = reader(server);
            write(client, reply(fromServer));
            boolean data = false;
            String line;
            while ((line = fromClient.readLine()) != null) {
                if (!data && line.startsWith("RCPT TO") && (mode == Mode.LATER || mode == Mode.NEVER)) {
                    write(client, mode == Mode.LATER ? "451 Come back later\r\n" : "550 No such person here\r\n");
                    continue;
                }
                if (!data && !refused.isEmpty() && line.startsWith("RCPT TO") && line.contains(refused)) {
                    write(client, "550 No such person here\r\n");
                    continue;
                }
                write(server, line + "\r\n");
                if (data && !line.equals(".")) {
                    continue;
                }
                String reply = reply(fromServer);
                if (data && mode == Mode.SILENT_AFTER_DATA) {
                    // The mail was accepted and is not confirmed. Ends when the client gives up.
                    fromClient.readLine();
                    return;
                }
                if (data && mode == Mode.CUT_AFTER_DATA) {
                    return;
                }
                if (data && mode == Mode.SLOW_AFTER_DATA) {
                    Thread.sleep(SLOW);
                }
                data = line.equals("DATA");
                write(client, reply);
            }
        } catch (IOException e) {
            // One side closed its connection; leaving closes the other.
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String reply(BufferedReader fromServer) throws IOException {
        StringBuilder reply = new StringBuilder();
        String line;
        do {
            line = fromServer.readLine();
            if (line == null) {
                throw new IOException("the mail server closed the connection");
            }
            reply.append(line).append("\r\n");
        } while (line.length() > 3 && line.charAt(3) == '-');
        return reply.toString();
    }

    private static BufferedReader reader(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
    }

    private static void write(Socket socket, String text) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }
}
