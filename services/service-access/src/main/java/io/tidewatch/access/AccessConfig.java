package io.tidewatch.access;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/** Credentials of this service. */
@ConfigMapping(prefix = "tidewatch.access")
public interface AccessConfig {

    /** Secret of this service's client at the issuer; rejected in production if it begins with {@code local-}. */
    @WithDefault("local-unset")
    String clientSecret();

    /** A fixed token for tests without an issuer; rejected in production. */
    Optional<String> fixedToken();
}
