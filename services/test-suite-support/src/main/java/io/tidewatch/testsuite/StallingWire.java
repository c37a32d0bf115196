package io.tidewatch.testsuite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A proxy between a service and a peer. Its connections can fall silent: they stay open, requests still arrive and no answer comes
 * back. So look connections to a frozen server and those after a failover without a reset; it is the worst case, as the peer
 * has done what it was asked for.
 */
public final class StallingWire implements AutoCloseable {

    private final ServerSocket listener;
    private final int target;
    private final Set<Line> lines = ConcurrentHashMap.newKeySet();
    private final AtomicInteger answersHeld = new AtomicInteger();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile boolean stalled;
    private volatile boolean frozen;

    /** A wire to a port of loopback. */
    public StallingWire(int target) {
        this.target = target;
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

    /** From now on no connection gets an answer. */
    public void stall() {
        answersHeld.set(0);
        stalled = true;
    }

    /** From now on nothing is carried in either direction, and no connection ends: neither a request nor a good-bye arrives. */
    public void freeze() {
        answersHeld.set(0);
        frozen = true;
    }

    /** New connections work again; those that stalled or froze never do. */
    public void mend() {
        stalled = false;
        frozen = false;
    }

    /** The established connections never get an answer again; new ones work. */
    public void silence() {
        lines.forEach(line -> line.silent = true);
    }

    /** How many connections wait for an answer that will not come. */
    public int answersHeld() {
        return answersHeld.get();
    }

    /** Closes all connections. */
    @Override
    public void close() {
        closed.countDown();
        try {
            listener.close();
            for (Line line : lines) {
                line.service.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Line line = new Line(listener.accept());
                Thread.ofVirtual().start(() -> connect(line));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void connect(Line line) {
        lines.add(line);
        try (Socket service = line.service;
                Socket other = new Socket(InetAddress.getLoopbackAddress(), target)) {
            Thread.ofVirtual().start(() -> carryAnswers(other, line));
            carryRequests(service, other, line);
        } catch (IOException e) {
            // One side has gone; leaving closes the other.
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lines.remove(line);
        }
    }

    private void carryRequests(Socket service, Socket other, Line line) throws IOException, InterruptedException {
        byte[] buffer = new byte[8192];
        int read;
        while ((read = service.getInputStream().read(buffer)) >= 0) {
            if (frozen) {
                line.silent = true;
                answersHeld.incrementAndGet();
                closed.await();
                return;
            }
            other.getOutputStream().write(buffer, 0, read);
        }
    }

    private void carryAnswers(Socket other, Line line) {
        byte[] buffer = new byte[8192];
        try {
            int read;
            while ((read = other.getInputStream().read(buffer)) >= 0) {
                if (stalled || frozen || line.silent) {
                    answersHeld.incrementAndGet();
                    return;
                }
                line.service.getOutputStream().write(buffer, 0, read);
            }
            line.service.close();
        } catch (IOException e) {
            // Both ends are closed by the other direction.
            return;
        }
    }

    private static final class Line {

        private final Socket service;
        private volatile boolean silent;

        Line(Socket service) {
            this.service = service;
        }
    }
}
