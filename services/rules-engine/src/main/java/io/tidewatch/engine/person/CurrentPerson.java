package io.tidewatch.engine.person;

import io.quarkus.security.identity.SecurityIdentity;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** Who sends the request that is handled. */
@ApplicationScoped
public class CurrentPerson {

    private final SecurityIdentity identity;

    CurrentPerson(SecurityIdentity identity) {
        this.identity = identity;
    }

    /** The e-mail of the caller, or the user name where the token has none. */
    public String email() {
        String email = identity.getPrincipal() instanceof JsonWebToken token ? token.getClaim("email") : null;
        return email != null ? email : identity.getPrincipal().getName();
    }
}
