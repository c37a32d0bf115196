package io.tidewatch.suite.keycloak;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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

    /** The systems that get a token with their own secret, and the role that it carries. */
    public static final Map<String, String> SYSTEMS = systems();

    private static final ObjectMapper JSON = new ObjectMapper();

    /** A system that loads the example customers; a customer base has systems like it. */
    private static final String LOADER = "loader";

    private static final String CONSOLE = "tidewatch-console";

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

    /** The secret that a service or the console has in a rehearsal: services refuse that of {@link #secretOf} in production. */
    public static String rehearsalSecretOf(String clientId) {
        return "rehearsal-" + clientId;
    }

    /**
     * The realm in Keycloak's import format: that of helm/keycloak, which installations import, with known secrets, people, the system
     * that loads the example, and a client for the command line.
     *
     * @param rehearsal whether the clients of services have the secrets of a rehearsal, and the realm keeps its demand for TLS
     */
    static ObjectNode definition(boolean rehearsal) {
        ObjectNode realm = installed();
        if (!rehearsal) {
            realm.put("sslRequired", "none");
        }
        realm.put("accessTokenLifespan", 900);
        ArrayNode clients = realm.withArray("clients");
        JsonNode forTidewatch = clients.get(0).get("protocolMappers");
        for (JsonNode client : clients) {
            String id = client.get("clientId").asText();
            ((ObjectNode) client).put("secret", rehearsal ? rehearsalSecretOf(id) : secretOf(id));
            if (id.equals(CONSOLE)) {
                // The console may listen on any port here; in production this is its one address.
                ((ObjectNode) client).putArray("redirectUris").add("*");
            }
        }
        clients.add(loader().set("protocolMappers", forTidewatch));
        clients.add(cliClient().set("protocolMappers", forTidewatch));
        ArrayNode users = realm.withArray("users");
        PEOPLE.forEach(person -> users.add(user(person)));
        users.add(loaderAccount());
        return realm;
    }

    /** The realm as installations import it. */
    static ObjectNode installed() {
        try (InputStream file = ExampleRealm.class.getResourceAsStream("/tidewatch-realm.json")) {
            return (ObjectNode) JSON.readTree(file);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the realm of helm/keycloak", e);
        }
    }

    private static Map<String, String> systems() {
        Map<String, String> systems = new LinkedHashMap<>();
        for (String service : List.of("account-ingestion", "rules-engine", "notification-dispatch", "reporting")) {
            systems.put(service, "service");
        }
        systems.put(LOADER, "integration");
        return Collections.unmodifiableMap(systems);
    }

    private static ObjectNode user(Person person) {
        ObjectNode user = JSON.createObjectNode()
                .put("username", person.username())
                .put("email", person.email())
                .put("emailVerified", true)
                .put("firstName", person.firstName())
                .put("lastName", person.lastName())
                .put("enabled", true);
        user.putArray("credentials")
                .addObject()
                .put("type", "password")
                .put("value", PASSWORD)
                .put("temporary", false);
        user.putArray("realmRoles").add(person.role());
        return user;
    }

    private static ObjectNode loader() {
        return JSON.createObjectNode()
                .put("clientId", LOADER)
                .put("secret", secretOf(LOADER))
                .put("enabled", true)
                .put("publicClient", false)
                .put("serviceAccountsEnabled", true)
                .put("standardFlowEnabled", false)
                .put("directAccessGrantsEnabled", false);
    }

    private static ObjectNode loaderAccount() {
        ObjectNode account = JSON.createObjectNode()
                .put("username", "service-account-" + LOADER)
                .put("enabled", true)
                .put("serviceAccountClientId", LOADER);
        account.putArray("realmRoles").add(SYSTEMS.get(LOADER));
        return account;
    }

    private static ObjectNode cliClient() {
        return JSON.createObjectNode()
                .put("clientId", CLI_CLIENT)
                .put("enabled", true)
                .put("publicClient", true)
                .put("standardFlowEnabled", false)
                .put("directAccessGrantsEnabled", true);
    }
}
