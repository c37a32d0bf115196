package io.tidewatch.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A proxy between a service and a peer. While it stalls, requests still arrive and no answer comes back: the worst case,
 * as the peer has done what it was asked for.
 */
final class StallingWire {

    private final ServerSocket listener;
    private final int target;
    private final AtomicInteger answersHeld = new AtomicInteger();
    private volatile boolean stalled;

    /** A wire to a port of loopback. */
    StallingWire(int target) {
        this.target = target;
        try {
            listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** From now on no connection gets an answer. */
    void stall() {
        answersHeld.set(0);
        stalled = true;
    }

    /** New connections work again; those that stalled never do. */
    void mend() {
        stalled = false;
    }

    /** How many connections wait for an answer that will not come. */
    int answersHeld() {
        return answersHeld.get();
    }

    private void accept() {
        while (true) {
            try {
                Socket service = listener.accept();
                Thread.ofVirtual().start(() -> connect(service));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void connect(Socket service) {
        try (service;
                Socket other = new Socket(InetAddress.getLoopbackAddress(), target)) {
            Thread.ofVirtual().start(() -> carryAnswers(other, service));
            service.getInputStream().transferTo(other.getOutputStream());
        } catch (IOException e) {
            // One side has gone; leaving closes the other.
            return;
        }
    }

    private void carryAnswers(Socket other, Socket service) {
        byte[] buffer = new byte[8192];
        try {
            int read;
            while ((read = other.getInputStream().read(buffer)) >= 0) {
                if (stalled) {
                    answersHeld.incrementAndGet();
                    return;
                }
                service.getOutputStream().write(buffer, 0, read);
            }
            service.close();
        } catch (IOException e) {
            // Both ends are closed by the other direction.
            return;
        }
    }
}
