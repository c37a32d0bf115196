package io.tidewatch.access;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/** How this service proves who it is. */
@ConfigMapping(prefix = "tidewatch.access")
public interface AccessConfig {

    /** Secret of this service's client at the issuer; refused in production when it begins with {@code local-}. */
    @WithDefault("local-unset")
    String clientSecret();

    /** A token to use as it is, for tests without an issuer; refused in production. */
    Optional<String> fixedToken();
}
