package io.tidewatch.suite.keycloak;

import io.tidewatch.suite.process.ChildProcess;
import io.tidewatch.suite.process.Readiness;
import io.tidewatch.suite.tls.PrivateAuthority;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A real Keycloak with the {@link ExampleRealm}. It keeps nothing: every start begins with the realm as written. */
public final class KeycloakServer implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofMinutes(3);

    private final ChildProcess process;
    private final String url;

    private KeycloakServer(ChildProcess process, String url) {
        this.process = process;
        this.url = url;
    }

    /**
     * How to start it.
     *
     * @param local the folder with the unpacked distribution `keycloak-…`
     * @param home a folder for this server alone; what it contains is deleted
     * @param port the port on loopback
     * @param log takes the server's messages
     * @param tls if present, it is that of a rehearsal: https alone, and other secrets of the services
     */
    public record Plan(Path local, Path home, int port, Path log, Optional<PrivateAuthority> tls) {}

    /**
     * Starts the server without waiting for it; {@link #awaitReady} does. Before its first start it is
     * prepared, which takes a minute or two.
     *
     * @throws IllegalStateException when the distribution was not unpacked, or its own build fails
     */
    public static KeycloakServer start(Plan plan) {
        PreparedKeycloak prepared = PreparedKeycloak.in(plan.local(), plan.tls().isPresent(), plan.log());
        try {
            prepared.makeHome(plan.home());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot prepare a directory for Keycloak in " + plan.home(), e);
        }
        String url = (plan.tls().isPresent() ? "https" : "http") + "://localhost:" + plan.port();
        List<String> arguments = new ArrayList<>(List.of(
                "start",
                "--optimized",
                // Not kept from the build; without it a cluster port is open on all interfaces.
                "--cache=local",
                "--http-host=127.0.0.1",
                "--hostname=" + url,
                "--log-level=WARN,org.keycloak.services:INFO,io.quarkus:INFO"));
        plan.tls()
                .ifPresentOrElse(
                        files -> arguments.addAll(List.of(
                                "--https-port=" + plan.port(),
                                "--https-certificate-file=" + files.certificate(),
                                "--https-certificate-key-file=" + files.key())),
                        () -> arguments.addAll(List.of("--http-enabled=true", "--http-port=" + plan.port())));
        return new KeycloakServer(PreparedKeycloak.launch(plan.home(), plan.log(), arguments), url);
    }

    /** The address of the server; tokens carry it, so all callers use this one. */
    public String url() {
        return url;
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
