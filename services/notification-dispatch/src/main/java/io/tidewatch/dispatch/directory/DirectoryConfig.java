package io.tidewatch.dispatch.directory;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;

/** Where people are looked up. */
@ConfigMapping(prefix = "tidewatch.dispatch.directory")
public interface DirectoryConfig {

    /** Keycloak's realm as this service reaches it, {@code …/realms/<realm>}; the issuer unless it is set. */
    URI realmUrl();

    /** How long one look-up may take. */
    @WithDefault("PT10S")
    Duration timeout();

    /** How many people of one role get a message, at most. */
    @WithDefault("20")
    int mostPerRole();
}
