package io.tidewatch.engine.bundle;

import io.quarkus.arc.Unremovable;
import io.tidewatch.access.ServiceToken;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.ext.Provider;
import org.jboss.resteasy.reactive.client.spi.ResteasyReactiveClientRequestContext;
import org.jboss.resteasy.reactive.client.spi.ResteasyReactiveClientRequestFilter;

/** Gives every call of a generated client the token of this service. */
@Provider
@Unremovable
@ApplicationScoped
class ServiceTokenFilter implements ResteasyReactiveClientRequestFilter {

    private final ServiceToken token;

    ServiceTokenFilter(ServiceToken token) {
        this.token = token;
    }

    @Override
    public void filter(ResteasyReactiveClientRequestContext request) {
        request.suspend();
        token.bearer()
                .subscribe()
                .with(
                        bearer -> {
                            request.getHeaders().putSingle(HttpHeaders.AUTHORIZATION, "Bearer " + bearer);
                            request.resume();
                        },
                        request::resume);
    }
}
