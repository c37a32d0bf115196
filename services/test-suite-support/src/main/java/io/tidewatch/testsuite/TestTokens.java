package io.tidewatch.testsuite;

import io.tidewatch.suite.keycloak.ExampleRealm;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Tokens like those of Keycloak, from a tiny issuer inside the test process: the weight of a real Keycloak is for the
 * system tests. A service trusts them when it runs with {@link TestTokensResource}.
 */
public final class TestTokens {

    private static final Duration USUAL_LIFE = Duration.ofMinutes(30);

    private TestTokens() {}

    /** The settings that make a service trust these tokens, and fetch its own from the same issuer. */
    public static Map<String, String> settings() {
        return Map.of("quarkus.oidc.auth-server-url", issuer());
    }

    /** The address of the issuer: `quarkus.oidc.auth-server-url`. */
    public static String issuer() {
        return TestIssuer.running().url();
    }

    /** A token of an unnamed person with exactly these roles; with none, of somebody who is known but may nothing. */
    public static String withRoles(String... roles) {
        return forUser("somebody", roles);
    }

    /** A token of a person with exactly these roles; the e-mail is `username@example.com`. */
    public static String forUser(String username, String... roles) {
        return TestIssuer.running().sign(username, "tidewatch-cli", Set.of(roles), USUAL_LIFE);
    }

    /**
     * A token of one of the example people, with their own role.
     *
     * @throws IllegalArgumentException when there is nobody of that name
     */
    public static String ofPerson(String username) {
        ExampleRealm.Person person = ExampleRealm.PEOPLE.stream()
                .filter(candidate -> candidate.username().equals(username))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no example person \"" + username + "\""));
        return forUser(username, person.role());
    }

    /**
     * A token of a system (`loader`, or one of the services), with its role.
     *
     * @throws IllegalArgumentException when there is no system of that name
     */
    public static String ofSystem(String clientId) {
        String role = ExampleRealm.SYSTEMS.get(clientId);
        if (role == null) {
            throw new IllegalArgumentException("There is no system \"" + clientId + "\"");
        }
        return TestIssuer.running().sign("service-account-" + clientId, clientId, Set.of(role), USUAL_LIFE);
    }

    /** A token that was valid until an hour ago. */
    public static String expired(String... roles) {
        return TestIssuer.running().sign("somebody", "tidewatch-cli", Set.of(roles), Duration.ofHours(-1));
    }

    /** A token that looks right but was signed by somebody else. */
    public static String forged(String... roles) {
        return TestIssuer.stranger().sign("somebody", "tidewatch-cli", Set.of(roles), USUAL_LIFE);
    }

    /** A token of the same issuer that was meant for another application. */
    public static String forAnotherAudience(String... roles) {
        return TestIssuer.running().sign("somebody", "another", Set.of(roles), USUAL_LIFE, List.of("account"));
    }

    /** Every role there is. */
    public static List<String> allRoles() {
        return List.of("csm", "cs-leader", "sales", "executive", "analyst", "admin", "integration", "service");
    }
}
