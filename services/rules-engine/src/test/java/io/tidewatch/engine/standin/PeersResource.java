package io.tidewatch.engine.standin;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.util.Map;

/** Tells the service where its peers are, and where the rules lie; {@link Peers} answers there. */
public final class PeersResource implements QuarkusTestResourceLifecycleManager {

    @Override
    public Map<String, String> start() {
        int ingestion = port("tidewatch.test.ingestion");
        int dispatch = port("tidewatch.test.dispatch");
        return Map.of(
                "tidewatch.peers.account-ingestion.url",
                "http://localhost:" + ingestion,
                "tidewatch.peers.notification-dispatch.url",
                "http://localhost:" + dispatch,
                "tidewatch.access.client-secret",
                "local-rules-engine",
                "tidewatch.judging.interval",
                "PT0.2S",
                "tidewatch.rules.interval",
                "PT0.3S",
                "tidewatch.rules.folder",
                FixtureRules.folder().toString());
    }

    /** The same port as long as this process lives, whatever loads this class. */
    private static int port(String property) {
        synchronized (System.getProperties()) {
            if (System.getProperty(property) == null) {
                try (ServerSocket free = new ServerSocket(0)) {
                    System.setProperty(property, Integer.toString(free.getLocalPort()));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
            return Integer.getInteger(property);
        }
    }

    @Override
    public void stop() {
        // The stand-ins end with the process.
    }
}
