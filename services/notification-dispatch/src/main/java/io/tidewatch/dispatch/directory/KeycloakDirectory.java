package io.tidewatch.dispatch.directory;

import io.smallrye.mutiny.Uni;
import io.tidewatch.access.ServiceToken;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.WebClientOptions;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.ext.web.client.HttpRequest;
import io.vertx.mutiny.ext.web.client.HttpResponse;
import io.vertx.mutiny.ext.web.client.WebClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Who is who, asked of Keycloak's admin API. The service account needs the roles {@code view-users},
 * {@code query-users} and {@code view-realm} of the client {@code realm-management}.
 *
 * <p>Never called inside a transaction: an answer may take seconds.
 */
@ApplicationScoped
public class KeycloakDirectory {

    private final WebClient client;
    private final ServiceToken token;
    private final DirectoryConfig config;
    private final String address;

    /** For the container. */
    public KeycloakDirectory(Vertx vertx, ServiceToken token, DirectoryConfig config) {
        this.client = WebClient.create(vertx, new WebClientOptions().setFollowRedirects(false));
        this.token = token;
        this.config = config;
        this.address = config.url()
                .map(Object::toString)
                .orElseGet(() -> config.issuer().toString().replaceFirst("/realms/", "/admin/realms/"));
    }

    /**
     * The person with this address.
     *
     * @param email as it stands in the account, in any case
     * @return empty when nobody who may log in has it; fails with {@link DirectoryUnavailable} when that is not known
     */
    public Uni<Optional<Person>> byEmail(String email) {
        String wanted = email.strip().toLowerCase(Locale.ROOT);
        return get(client.getAbs(address + "/users")
                        .addQueryParam("email", wanted)
                        .addQueryParam("exact", "true")
                        .addQueryParam("max", "5"))
                .map(users -> people(users)
                        .filter(person -> person.email().equals(wanted))
                        .findFirst());
    }

    /**
     * The people of a realm role, by address.
     *
     * @return empty when nobody has the role, or when there is no such role; fails with {@link DirectoryUnavailable}
     */
    public Uni<List<Person>> withRole(String role) {
        return get(client.getAbs(address + "/roles/" + role + "/users")
                        .addQueryParam("max", Integer.toString(config.mostPerRole())))
                .map(users -> people(users)
                        .sorted((a, b) -> a.email().compareTo(b.email()))
                        .toList());
    }

    private Uni<JsonArray> get(HttpRequest<Buffer> request) {
        return token.bearer()
                .flatMap(bearer -> request.bearerTokenAuthentication(bearer)
                        .timeout(config.timeout().toMillis())
                        .send())
                .ifNoItem()
                .after(config.timeout())
                .fail()
                .onFailure()
                .transform(e -> new DirectoryUnavailable(
                        "The directory cannot be reached: " + e.getClass().getSimpleName() + " " + e.getMessage(), e))
                .map(KeycloakDirectory::users);
    }

    private static JsonArray users(HttpResponse<Buffer> response) {
        if (response.statusCode() == 404) {
            return new JsonArray();
        }
        if (response.statusCode() != 200) {
            throw new DirectoryUnavailable("The directory answered " + response.statusCode()
                    + (response.statusCode() == 403
                            ? "; the service account needs view-users, query-users and view-realm."
                            : "."));
        }
        try {
            return response.bodyAsJsonArray();
        } catch (RuntimeException e) {
            throw new DirectoryUnavailable("The directory's answer is no list of users.", e);
        }
    }

    private static Stream<Person> people(JsonArray users) {
        return users.stream()
                .map(JsonObject.class::cast)
                .filter(user -> user.getBoolean("enabled", false))
                .filter(user -> !user.getString("email", "").isBlank())
                .map(user ->
                        new Person(name(user), user.getString("email").strip().toLowerCase(Locale.ROOT)));
    }

    private static String name(JsonObject user) {
        String full = (user.getString("firstName", "") + " " + user.getString("lastName", "")).strip();
        return full.isEmpty() ? user.getString("username", user.getString("email")) : full;
    }
}
