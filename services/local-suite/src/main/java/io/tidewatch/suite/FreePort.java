package io.tidewatch.suite;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** Ports on loopback that nobody listens on. */
public final class FreePort {

    private static final int LOWEST = 20_000;
    private static final int HIGHEST = 32_000;
    private static final int TRIES = 1_000;

    private FreePort() {}

    /**
     * A port on which nobody listens just now. It lies below those that the system gives to connections and to servers that
     * leave the choice to it, so that none of them takes it before the caller does, or while a service restarts.
     */
    public static int find() {
        return ThreadLocalRandom.current()
                .ints(LOWEST, HIGHEST)
                .limit(TRIES)
                .filter(port -> !isTaken(port))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalStateException("There is no free port from " + LOWEST + " to " + HIGHEST));
    }

    /** The same, and none of those that were given before; the new one is added to them. */
    public static int findBeside(Set<Integer> given) {
        int port = find();
        while (!given.add(port)) {
            port = find();
        }
        return port;
    }

    /** Whether somebody listens on the port of loopback, or it cannot be used for another reason. */
    public static boolean isTaken(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort() != port;
        } catch (IOException e) {
            return true;
        }
    }
}
