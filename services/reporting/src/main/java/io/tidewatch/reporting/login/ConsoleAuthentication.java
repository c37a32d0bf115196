package io.tidewatch.reporting.login;

import io.quarkus.oidc.runtime.OidcAuthenticationMechanism;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AuthenticationRequest;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.quarkus.vertx.http.runtime.security.HttpCredentialTransport;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import java.util.Set;

/**
 * Redirects a browser that opens the page to the login, and answers 401 to a client that calls the API without a token. A
 * logged-in browser may follow links to the API with its session.
 */
@Alternative
@Priority(1)
@ApplicationScoped
public class ConsoleAuthentication implements HttpAuthenticationMechanism {

    private static final String API = "/v1/";
    private static final String PAGE = "/";

    /** Where the identity provider sends the browser back to. */
    private static final String RETURN = "/login";

    /** Keeps the fragment of an address, which the login would lose; see {@code enter.js}. */
    private static final String ENTRANCE = "/enter.html";

    private final OidcAuthenticationMechanism oidc;
    private final SignIns signIns;

    public ConsoleAuthentication(OidcAuthenticationMechanism oidc, SignIns signIns) {
        this.oidc = oidc;
        this.signIns = signIns;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext context, IdentityProviderManager identities) {
        Uni<SecurityIdentity> identity = oidc.authenticate(context, identities);
        return context.normalizedPath().equals(RETURN) ? identity.onFailure().invoke(signIns::ended) : identity;
    }

    @Override
    public Uni<ChallengeData> getChallenge(RoutingContext context) {
        if (context.normalizedPath().startsWith(API)) {
            return Uni.createFrom().item(new ChallengeData(401, "WWW-Authenticate", "Bearer"));
        }
        if (context.normalizedPath().equals(PAGE)
                && !context.request().headers().contains("Authorization")) {
            String query = context.request().query();
            return Uni.createFrom()
                    .item(new ChallengeData(302, "Location", query == null ? ENTRANCE : ENTRANCE + "?" + query));
        }
        return oidc.getChallenge(context).onFailure().invoke(signIns::notBegun);
    }

    @Override
    public Set<Class<? extends AuthenticationRequest>> getCredentialTypes() {
        return oidc.getCredentialTypes();
    }

    @Override
    public Uni<HttpCredentialTransport> getCredentialTransport(RoutingContext context) {
        return oidc.getCredentialTransport(context);
    }
}
