package io.tidewatch.suite.keycloak;

import io.tidewatch.suite.process.ChildProcess;
import io.tidewatch.suite.process.Readiness;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A real Keycloak with the {@link ExampleRealm}. It keeps nothing: every start begins with the realm as written. */
public final class KeycloakServer implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofMinutes(3);

    private final ChildProcess process;
    private final int port;

    private KeycloakServer(ChildProcess process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * How to start it.
     *
     * @param local the folder with the unpacked distribution `keycloak-…`
     * @param home a folder for this server alone; what it contains is deleted
     * @param port the port on loopback
     * @param log takes the server's messages
     */
    public record Plan(Path local, Path home, int port, Path log) {}

    /**
     * Starts the server without waiting for it; {@link #awaitReady} does. Before its first start it is
     * prepared, which takes a minute or two.
     *
     * @throws IllegalStateException when the distribution was not unpacked, or its own build fails
     */
    public static KeycloakServer start(Plan plan) {
        PreparedKeycloak prepared = PreparedKeycloak.in(plan.local(), plan.log());
        try {
            prepared.makeHome(plan.home());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot prepare a directory for Keycloak in " + plan.home(), e);
        }
        ChildProcess process = PreparedKeycloak.launch(
                plan.home(),
                plan.log(),
                List.of(
                        "start",
                        "--optimized",
                        // Not kept from the build; without it a cluster port is open on all interfaces.
                        "--cache=local",
                        "--http-enabled=true",
                        "--http-host=127.0.0.1",
                        "--http-port=" + plan.port(),
                        "--hostname=http://localhost:" + plan.port(),
                        "--log-level=WARN,org.keycloak.services:INFO,io.quarkus:INFO"));
        return new KeycloakServer(process, plan.port());
    }

    /** The address of the server; tokens carry it, so all callers use this one. */
    public String url() {
        return "http://localhost:" + port;
    }

    /** The address of the realm: `quarkus.oidc.auth-server-url`. */
    public String realmUrl() {
        return url() + "/realms/" + ExampleRealm.NAME;
    }

    /** The server's process. */
    public ChildProcess process() {
        return process;
    }

    /**
     * Waits until the realm answers.
     *
     * @throws IllegalStateException with the last messages when it does not within three minutes
     */
    public void awaitReady() {
        new Readiness("Keycloak", process, realmUrl() + "/.well-known/openid-configuration").await(START_LIMIT);
    }

    /** Ends the server; nothing is lost, as it keeps nothing. */
    @Override
    public void close() {
        process.stop(Duration.ofSeconds(5));
    }
}
