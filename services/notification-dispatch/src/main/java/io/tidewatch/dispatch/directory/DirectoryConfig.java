package io.tidewatch.dispatch.directory;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** Where people are looked up: the admin API of the realm. */
@ConfigMapping(prefix = "tidewatch.dispatch.directory")
public interface DirectoryConfig {

    /** Address of the realm's admin API, {@code …/admin/realms/<realm>}; found from the issuer when not set. */
    Optional<URI> url();

    /** The issuer, {@code …/realms/<realm>}. */
    @WithName("issuer")
    URI issuer();

    /** How long one look-up may take. */
    @WithDefault("PT10S")
    Duration timeout();

    /** Most people of one role that a message goes to. */
    @WithDefault("20")
    int mostPerRole();
}
