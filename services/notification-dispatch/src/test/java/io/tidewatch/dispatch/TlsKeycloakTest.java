package io.tidewatch.dispatch;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.oidc.client.OidcClient;
import io.quarkus.oidc.client.OidcClients;
import io.quarkus.oidc.client.runtime.OidcClientConfig;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.tidewatch.access.AccessConfig;
import io.tidewatch.access.ServiceToken;
import io.tidewatch.dispatch.directory.DirectoryConfig;
import io.tidewatch.dispatch.directory.DirectoryUnavailable;
import io.tidewatch.dispatch.directory.KeycloakDirectory;
import io.tidewatch.dispatch.standin.DispatchTest;
import io.tidewatch.dispatch.standin.LogLines;
import io.tidewatch.dispatch.standin.Surroundings;
import io.tidewatch.dispatch.standin.TlsFront;
import io.tidewatch.dispatch.standin.TlsFront.Certificate;
import io.tidewatch.dispatch.standin.TrustedAuthorities;
import io.tidewatch.problem.ProblemException;
import io.tidewatch.problem.RequestProblem;
import io.tidewatch.testsuite.TestTokens;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Keycloak with a certificate of a private authority: it checks tokens of requests, issues those of the service, finds people. */
@QuarkusTest
@DispatchTest
class TlsKeycloakTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String UNKNOWN = "signed by an unknown authority: set trustBundle";
    private static final String EXPIRED = "its certificate expired on ";

    private final LogLines log = new LogLines("io.quarkus.oidc", "io.tidewatch.access");

    @Inject
    OidcClients clients;

    @BeforeEach
    void everybodyIsThere() {
        Surroundings.keycloak().usual();
    }

    @AfterEach
    void stop() {
        log.close();
    }

    @Test
    void requestsGet503UntilTheAuthorityOfTheIssuerIsTrusted() {
        assertUnavailable(Surroundings.PRIVATE_ISSUER, UNKNOWN);

        try (TrustedAuthorities trusted = new TrustedAuthorities(Certificate.VALID)) {
            assertThat(ask(Surroundings.PRIVATE_ISSUER).statusCode()).isEqualTo(404);
        }
    }

    @Test
    void requestsGet503UntilTheExpiredCertificateOfTheIssuerIsRenewed() {
        try (TrustedAuthorities trusted = new TrustedAuthorities(Certificate.VALID, Certificate.EXPIRED)) {
            assertUnavailable(Surroundings.EXPIRED_ISSUER, EXPIRED);

            Surroundings.expiredIssuer().renew(Certificate.VALID);

            assertThat(ask(Surroundings.EXPIRED_ISSUER).statusCode()).isEqualTo(404);
        }
    }

    @Test
    void theServiceGetsItsOwnTokenWhenTheAuthorityIsTrusted() {
        try (TlsFront keycloak = front(Certificate.VALID)) {
            ServiceToken token = token(keycloak);
            assertNoToken(token, UNKNOWN);

            try (TrustedAuthorities trusted = new TrustedAuthorities(Certificate.VALID)) {
                assertThat(token(keycloak).bearer().await().atMost(LIMIT)).isEqualTo("for-the-stand-in");
            }
        }
    }

    @Test
    void theServiceGetsItsOwnTokenOnceAnExpiredCertificateIsRenewed() {
        try (TlsFront keycloak = front(Certificate.EXPIRED);
                TrustedAuthorities trusted = new TrustedAuthorities(Certificate.VALID, Certificate.EXPIRED)) {
            ServiceToken token = token(keycloak);
            assertNoToken(token, EXPIRED);

            keycloak.renew(Certificate.VALID);

            assertThat(token.bearer().await().atMost(LIMIT)).isEqualTo("for-the-stand-in");
        }
    }

    @Test
    void peopleAreFoundWhenTheAuthorityIsTrusted() {
        try (TlsFront keycloak = front(Certificate.VALID)) {
            assertNobody(directory(keycloak), UNKNOWN);

            try (TrustedAuthorities trusted = new TrustedAuthorities(Certificate.VALID)) {
                assertThat(directory(keycloak).withRole("sales").await().atMost(LIMIT))
                        .hasSize(1);
            }
        }
    }

    @Test
    void peopleAreFoundOnceAnExpiredCertificateIsRenewed() {
        try (TlsFront keycloak = front(Certificate.EXPIRED);
                TrustedAuthorities trusted = new TrustedAuthorities(Certificate.VALID, Certificate.EXPIRED)) {
            KeycloakDirectory directory = directory(keycloak);
            assertNobody(directory, EXPIRED);

            keycloak.renew(Certificate.VALID);

            assertThat(directory.withRole("sales").await().atMost(LIMIT)).hasSize(1);
        }
    }

    private void assertUnavailable(String issuer, String reason) {
        for (int attempt = 0; attempt < 2; attempt++) {
            Response answer = ask(issuer);
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.header("Retry-After")).isEqualTo("5");
            assertThat(answer.contentType()).isEqualTo("application/problem+json");
        }
        assertSaidOnce(reason);
    }

    private void assertNoToken(ServiceToken token, String reason) {
        for (int attempt = 0; attempt < 2; attempt++) {
            assertThatThrownBy(() -> token.bearer().await().atMost(LIMIT))
                    .isInstanceOfSatisfying(ProblemException.class, problem -> assertThat(problem.type())
                            .isEqualTo(RequestProblem.UNAVAILABLE));
        }
        assertSaidOnce(reason);
    }

    private static void assertNobody(KeycloakDirectory directory, String reason) {
        assertThatThrownBy(() -> directory.withRole("sales").await().atMost(LIMIT))
                .isInstanceOf(DirectoryUnavailable.class)
                .hasMessageContaining(reason);
    }

    private void assertSaidOnce(String reason) {
        assertThat(log.entries())
                .doesNotHaveDuplicates()
                .noneMatch(entry -> entry.contains("\tat "))
                .filteredOn(entry -> entry.contains(reason))
                .singleElement()
                .asString()
                .contains("PKIX");
    }

    private static Response ask(String issuer) {
        return given().auth().oauth2(TestTokens.withRoles("analyst")).get("/v1/messages/" + issuer);
    }

    private static TlsFront front(Certificate certificate) {
        return TlsFront.of(
                certificate, URI.create(Surroundings.keycloak().url()).getPort());
    }

    private static String realm(TlsFront keycloak) {
        return "https://localhost:" + keycloak.port() + "/realms/tidewatch";
    }

    private ServiceToken token(TlsFront keycloak) {
        OidcClient client = clients.newClient(OidcClientConfig.authServerUrl(realm(keycloak))
                        .id("behind-" + keycloak.port())
                        .discoveryEnabled(false)
                        .tokenPath("/protocol/openid-connect/token")
                        .clientId("notification-dispatch")
                        .credentials("secret")
                        .build())
                .await()
                .atMost(LIMIT);
        return new ServiceToken(client, new Credentials());
    }

    private static KeycloakDirectory directory(TlsFront keycloak) {
        return new KeycloakDirectory(
                new DirectoryConfig() {
                    @Override
                    public URI realmUrl() {
                        return URI.create(realm(keycloak));
                    }

                    @Override
                    public int mostPerRole() {
                        return 10;
                    }

                    @Override
                    public Duration timeout() {
                        return LIMIT;
                    }
                },
                new Credentials(),
                "notification-dispatch");
    }

    /** No fixed token, as in production. */
    private record Credentials() implements AccessConfig {

        @Override
        public String clientSecret() {
            return "secret";
        }

        @Override
        public Optional<String> fixedToken() {
            return Optional.empty();
        }
    }
}
