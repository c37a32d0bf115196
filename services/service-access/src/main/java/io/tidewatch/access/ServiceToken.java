package io.tidewatch.access;

import io.quarkus.oidc.client.OidcClient;
import io.quarkus.oidc.client.Tokens;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/** The token with which this service calls its peers (client credentials), renewed before it expires. */
@ApplicationScoped
public class ServiceToken {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final OidcClient client;
    private final AccessConfig config;
    private final AtomicReference<Tokens> last = new AtomicReference<>();

    public ServiceToken(OidcClient client, AccessConfig config) {
        this.client = client;
        this.config = config;
    }

    /** A valid token; fails with a problem (503) if the issuer rejects the client or does not answer within ten seconds. */
    public Uni<String> bearer() {
        if (config.fixedToken().isPresent()) {
            return Uni.createFrom().item(config.fixedToken().get());
        }
        Tokens tokens = last.get();
        if (tokens != null && !tokens.isAccessTokenExpired() && !tokens.isAccessTokenWithinRefreshInterval()) {
            return Uni.createFrom().item(tokens.getAccessToken());
        }
        return Uni.createFrom()
                .deferred(client::getTokens)
                .ifNoItem()
                .after(LIMIT)
                .fail()
                .onFailure()
                .transform(IssuerUnavailable::problem)
                .invoke(last::set)
                .map(Tokens::getAccessToken);
    }
}
