package io.tidewatch.dispatch.directory;

import io.quarkus.keycloak.admin.rest.client.runtime.KeycloakAdminRestClientProvider;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.tidewatch.access.AccessConfig;
import io.tidewatch.problem.FailureText;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.client.Client;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.resteasy.reactive.client.api.QuarkusRestClientProperties;
import org.keycloak.OAuth2Constants;
import org.keycloak.admin.client.KeycloakBuilder;
import org.keycloak.admin.client.resource.RealmResource;
import org.keycloak.representations.idm.UserRepresentation;

/**
 * Looks people up in Keycloak. The service account needs the roles {@code view-users}, {@code query-users} and
 * {@code view-realm} of the client {@code realm-management}. Keycloak's client blocks, so it runs on worker threads; never
 * call it inside a transaction, for an answer may take seconds.
 */
@ApplicationScoped
public class KeycloakDirectory {

    private final DirectoryConfig config;
    private final RealmResource realm;

    public KeycloakDirectory(
            DirectoryConfig config, AccessConfig access, @ConfigProperty(name = "quarkus.application.name") String id) {
        this.config = config;
        String[] place = config.realmUrl().toString().replaceAll("/+$", "").split("/realms/", 2);
        // The client of the Quarkus extension, with our limit for an answer; its own for connecting is 15 seconds.
        Client http = new KeycloakAdminRestClientProvider(false).newRestEasyClient(null, null, false);
        http.property(QuarkusRestClientProperties.READ_TIMEOUT, config.timeout().toMillis());
        this.realm = KeycloakBuilder.builder()
                .serverUrl(place[0])
                .realm(place[place.length - 1])
                .grantType(OAuth2Constants.CLIENT_CREDENTIALS)
                .clientId(id)
                .clientSecret(access.clientSecret())
                .resteasyClient(http)
                .build()
                .realm(place[place.length - 1]);
    }

    /**
     * The person with this address.
     *
     * @param email as it stands in the account, in any case
     * @return empty when no active user has it; fails with {@link DirectoryUnavailable} when the directory does not answer
     */
    public Uni<Optional<Person>> byEmail(String email) {
        String wanted = email.strip().toLowerCase(Locale.ROOT);
        return people(() -> realm.users().searchByEmail(wanted, true)).map(people -> people.stream()
                .filter(person -> person.email().equals(wanted))
                .findFirst());
    }

    /**
     * The people of a realm role, by address.
     *
     * @return empty when no active user has the role, or it does not exist; fails with {@link DirectoryUnavailable}
     */
    public Uni<List<Person>> withRole(String role) {
        return people(() -> realm.roles().get(role).getUserMembers(0, config.mostPerRole()));
    }

    private Uni<List<Person>> people(Supplier<List<UserRepresentation>> question) {
        return Uni.createFrom()
                .item(question)
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .ifNoItem()
                .after(config.timeout())
                .fail()
                .onFailure(e -> status(e) == 404)
                .recoverWithItem(List.of())
                .onFailure()
                .transform(e -> new DirectoryUnavailable(detail(e), e))
                .map(users -> users.stream()
                        .filter(user -> Boolean.TRUE.equals(user.isEnabled()))
                        .filter(user -> !Objects.toString(user.getEmail(), "").isBlank())
                        .map(user ->
                                new Person(name(user), user.getEmail().strip().toLowerCase(Locale.ROOT)))
                        .sorted(Comparator.comparing(Person::email))
                        .toList());
    }

    private static int status(Throwable failure) {
        return failure instanceof WebApplicationException answer
                ? answer.getResponse().getStatus()
                : 0;
    }

    private static String detail(Throwable failure) {
        return switch (status(failure)) {
            case 0 -> "The directory cannot be reached: " + FailureText.of(failure);
            case 403 -> "The directory answered 403; the service account needs view-users, query-users and view-realm.";
            default -> "The directory answered " + status(failure) + ".";
        };
    }

    private static String name(UserRepresentation user) {
        String full = Stream.of(user.getFirstName(), user.getLastName())
                .filter(Objects::nonNull)
                .collect(Collectors.joining(" "))
                .strip();
        return full.isEmpty() ? user.getUsername() : full;
    }
}
