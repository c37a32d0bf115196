package io.tidewatch.access;

import io.quarkus.security.UnauthorizedException;
import io.quarkus.security.identity.CurrentIdentityAssociation;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Whoever calls the API without a valid token is told so before anything else: not whether the path exists, nor how the
 * body should have looked. A policy of the HTTP layer would do the same, but answer without a body.
 */
public class LoginFirst {

    // What the contracts show to everybody lies outside: the links in messages.
    private static final String API = "/v1/";

    private final CurrentIdentityAssociation caller;

    /** For the container. */
    public LoginFirst(CurrentIdentityAssociation caller) {
        this.caller = caller;
    }

    /** Fails when there is no token, or one that is not valid; the operation says which roles it takes. */
    @ServerRequestFilter(preMatching = true, priority = Priorities.AUTHENTICATION)
    public Uni<Void> demand(ContainerRequestContext request) {
        return request.getUriInfo().getPath().startsWith(API)
                ? caller.getDeferredIdentity().invoke(LoginFirst::known).replaceWithVoid()
                : Uni.createFrom().voidItem();
    }

    private static void known(SecurityIdentity identity) {
        if (identity.isAnonymous()) {
            throw new UnauthorizedException();
        }
    }
}
