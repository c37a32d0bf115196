package io.tidewatch.suite.keycloak;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The people and the systems of the local suite, as a Keycloak realm. All of their secrets are public knowledge. */
public final class ExampleRealm {

    /** The name of the realm. */
    public static final String NAME = "tidewatch";

    /** Everybody's password. */
    public static final String PASSWORD = "tidewatch";

    /** The public client with which a person gets a token on the command line. */
    public static final String CLI_CLIENT = "tidewatch-cli";

    /** Who the tokens are for: the audience that every service demands. */
    public static final String AUDIENCE = "tidewatch";

    /** The people. */
    public static final List<Person> PEOPLE = List.of(
            new Person("nadia", "Nadia", "Okafor", "csm"),
            new Person("tomas", "Tomas", "Lindqvist", "csm"),
            new Person("leah", "Leah", "Brandt", "cs-leader"),
            new Person("omar", "Omar", "Haddad", "sales"),
            new Person("ines", "Ines", "Moreau", "sales"),
            new Person("petra", "Petra", "Novak", "product"),
            new Person("samir", "Samir", "Rahman", "support"),
            new Person("victor", "Victor", "Salonen", "executive"),
            new Person("ana", "Ana", "Kovac", "analyst"),
            new Person("root", "Rut", "Adler", "admin"));

    /** Roles for which the services have no rights of their own: their people receive messages, and may do what sales may. */
    private static final List<String> WITH_THE_RIGHTS_OF_SALES = List.of("product", "support");

    /** The systems that get a token with their own secret, and the role that it carries. */
    public static final Map<String, String> SYSTEMS = systems();

    private static final String NOTIFICATION_DISPATCH = "notification-dispatch";

    private ExampleRealm() {}

    /**
     * Somebody who can log in.
     *
     * @param username logs in with {@link #PASSWORD}
     * @param firstName the given name
     * @param lastName the family name
     * @param role the one realm role
     */
    public record Person(String username, String firstName, String lastName, String role) {

        /** The address by which the imported accounts name them. */
        public String email() {
            return username + "@example.com";
        }
    }

    /** The secret of a system or of the console. */
    public static String secretOf(String clientId) {
        return "local-" + clientId;
    }

    /**
     * The realm in Keycloak's import format.
     */
    static Map<String, Object> definition() {
        Map<String, Object> realm = new LinkedHashMap<>();
        realm.put("realm", NAME);
        realm.put("displayName", "Tidewatch");
        realm.put("enabled", true);
        realm.put("sslRequired", "none");
        realm.put("accessTokenLifespan", 900);
        realm.put(
                "roles",
                Map.of(
                        "realm",
                        Stream.concat(PEOPLE.stream().map(Person::role), SYSTEMS.values().stream())
                                .distinct()
                                .map(ExampleRealm::role)
                                .toList()));
        realm.put(
                "users",
                Stream.concat(
                                PEOPLE.stream().map(ExampleRealm::user),
                                SYSTEMS.keySet().stream().map(ExampleRealm::serviceAccount))
                        .toList());
        realm.put(
                "clients",
                Stream.concat(
                                SYSTEMS.keySet().stream().map(ExampleRealm::system),
                                Stream.of(cliClient(), consoleClient()))
                        .toList());
        return realm;
    }

    private static Map<String, String> systems() {
        Map<String, String> systems = new LinkedHashMap<>();
        for (String service : List.of("account-ingestion", "rules-engine", "notification-dispatch", "reporting")) {
            systems.put(service, "service");
        }
        systems.put("loader", "integration");
        return Collections.unmodifiableMap(systems);
    }

    private static Map<String, Object> role(String name) {
        return WITH_THE_RIGHTS_OF_SALES.contains(name)
                ? Map.of("name", name, "composite", true, "composites", Map.of("realm", List.of("sales")))
                : Map.of("name", name);
    }

    private static Map<String, Object> user(Person person) {
        return Map.of(
                "username", person.username(),
                "email", person.email(),
                "emailVerified", true,
                "firstName", person.firstName(),
                "lastName", person.lastName(),
                "enabled", true,
                "credentials", List.of(Map.of("type", "password", "value", PASSWORD, "temporary", false)),
                "realmRoles", List.of(person.role()));
    }

    private static Map<String, Object> serviceAccount(String client) {
        Map<String, Object> user = new LinkedHashMap<>();
        user.put("username", "service-account-" + client);
        user.put("enabled", true);
        user.put("serviceAccountClientId", client);
        user.put("realmRoles", List.of(SYSTEMS.get(client)));
        if (client.equals(NOTIFICATION_DISPATCH)) {
            // It finds people by their address and leaders by their role.
            user.put("clientRoles", Map.of("realm-management", List.of("view-users", "query-users", "view-realm")));
        }
        return user;
    }

    private static Map<String, Object> system(String clientId) {
        return Map.of(
                "clientId", clientId,
                "secret", secretOf(clientId),
                "enabled", true,
                "publicClient", false,
                "serviceAccountsEnabled", true,
                "standardFlowEnabled", false,
                "directAccessGrantsEnabled", false,
                "protocolMappers", forTidewatch());
    }

    private static Map<String, Object> cliClient() {
        return Map.of(
                "clientId", CLI_CLIENT,
                "enabled", true,
                "publicClient", true,
                "standardFlowEnabled", false,
                "directAccessGrantsEnabled", true,
                "protocolMappers", forTidewatch());
    }

    private static Map<String, Object> consoleClient() {
        return Map.of(
                "clientId",
                "tidewatch-console",
                "secret",
                secretOf("tidewatch-console"),
                "enabled",
                true,
                "publicClient",
                false,
                "standardFlowEnabled",
                true,
                "directAccessGrantsEnabled",
                false,
                "redirectUris",
                // The console may listen on any port here; in production this is its one address.
                List.of("*"),
                "attributes",
                Map.of("post.logout.redirect.uris", "+"),
                "protocolMappers",
                forTidewatch());
    }

    /** Of each client, not of a scope: a realm that names scopes of its own is imported without the usual ones. */
    private static List<Map<String, Object>> forTidewatch() {
        return List.of(Map.of(
                "name",
                "for-tidewatch",
                "protocol",
                "openid-connect",
                "protocolMapper",
                "oidc-audience-mapper",
                "config",
                Map.of("included.custom.audience", AUDIENCE, "access.token.claim", "true", "id.token.claim", "false")));
    }
}
