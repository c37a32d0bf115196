package io.tidewatch.access;

import io.quarkus.security.UnauthorizedException;
import io.quarkus.security.identity.CurrentIdentityAssociation;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Rejects calls of the API without a valid token before anything else, so that an answer reveals neither whether the path exists nor how the
 * body should look. A policy of the HTTP layer would do the same, but its answer would have no body.
 */
public class LoginFirst {

    // The links in messages, which the contracts make public, have other paths.
    private static final String API = "/v1/";

    private final CurrentIdentityAssociation caller;

    public LoginFirst(CurrentIdentityAssociation caller) {
        this.caller = caller;
    }

    /**
     * Fails if the token is missing or not valid, and with 503 if the issuer must be asked first and does not answer; the
     * roles are checked by each operation.
     */
    @ServerRequestFilter(preMatching = true, priority = Priorities.AUTHENTICATION)
    public Uni<Void> demand(ContainerRequestContext request) {
        return request.getUriInfo().getPath().startsWith(API)
                ? caller.getDeferredIdentity()
                        .onFailure(IssuerUnavailable::isCauseOf)
                        .transform(IssuerUnavailable::problem)
                        .invoke(LoginFirst::known)
                        .replaceWithVoid()
                : Uni.createFrom().voidItem();
    }

    private static void known(SecurityIdentity identity) {
        if (identity.isAnonymous()) {
            throw new UnauthorizedException();
        }
    }
}
