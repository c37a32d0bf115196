package io.tidewatch.audit;

import io.quarkus.arc.Arc;
import io.quarkus.security.identity.CurrentIdentityAssociation;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.tidewatch.access.Roles;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** Who acts: the sender of the request that is handled, or this service where it works in the background. */
@ApplicationScoped
class Caller {

    private final CurrentIdentityAssociation identities;
    private final String service;

    Caller(CurrentIdentityAssociation identities, @ConfigProperty(name = "quarkus.application.name") String service) {
        this.identities = identities;
        this.service = service;
    }

    /**
     * Who acts.
     *
     * @param name e-mail of a person, or the user name where the token has none; user or service name of a system
     * @param person whether it is a person
     */
    record Actor(String name, boolean person) {}

    /** Who acts now. The identity may not be resolved yet, and an event loop must not wait for it. */
    Uni<Actor> current() {
        if (!Arc.container().requestContext().isActive()) {
            return Uni.createFrom().item(new Actor(service, false));
        }
        return identities.getDeferredIdentity().map(this::actor);
    }

    private Actor actor(SecurityIdentity identity) {
        if (identity.isAnonymous()) {
            return new Actor(service, false);
        }
        String email = identity.getPrincipal() instanceof JsonWebToken token ? token.getClaim("email") : null;
        boolean system = identity.hasRole(Roles.SERVICE) || identity.hasRole(Roles.INTEGRATION);
        return new Actor(email != null ? email : identity.getPrincipal().getName(), !system);
    }
}
