package io.tidewatch.testsuite;

import io.tidewatch.suite.Checkout;
import io.tidewatch.suite.FreePort;
import io.tidewatch.suite.keycloak.ExampleRealm;
import io.tidewatch.suite.keycloak.KeycloakServer;
import io.tidewatch.suite.keycloak.KeycloakTokens;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A real Keycloak with the realm of example people, for what {@link TestTokens} cannot do: logging in, and asking who is
 * who. It is started on first need (some ten seconds), once per Java process, and is gone with it.
 */
public final class TestKeycloak {

    /** Quarkus loads test classes several times, system properties exist once. */
    private static final String URL_PROPERTY = "tidewatch.test.keycloak.url";

    private final String url;

    private TestKeycloak(String url) {
        this.url = url;
    }

    /** The one Keycloak of this process; waits until it answers. */
    public static TestKeycloak running() {
        synchronized (System.getProperties()) {
            if (System.getProperty(URL_PROPERTY) == null) {
                System.setProperty(URL_PROPERTY, start());
            }
            return new TestKeycloak(System.getProperty(URL_PROPERTY));
        }
    }

    /** The address of the server, without a realm. */
    public String url() {
        return url;
    }

    /** The address of the realm: `quarkus.oidc.auth-server-url`. */
    public String realmUrl() {
        return url + "/realms/" + ExampleRealm.NAME;
    }

    /** A token of one of the example people. */
    public String tokenOfPerson(String username) {
        return new KeycloakTokens(realmUrl()).ofPerson(username);
    }

    /** A token of a system, such as `loader`. */
    public String tokenOfSystem(String clientId) {
        return new KeycloakTokens(realmUrl()).ofSystem(clientId);
    }

    private static String start() {
        try {
            Path folder = Files.createTempDirectory("tidewatch-keycloak");
            KeycloakServer server = KeycloakServer.start(new KeycloakServer.Plan(
                    Checkout.current().local(),
                    folder.resolve("home"),
                    FreePort.find(),
                    folder.resolve("keycloak.log")));
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                server.close();
                TemporaryFolder.delete(folder);
            }));
            server.awaitReady();
            return server.url();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot prepare a Keycloak for tests", e);
        }
    }
}
