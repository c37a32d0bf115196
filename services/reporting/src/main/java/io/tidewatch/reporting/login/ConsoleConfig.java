package io.tidewatch.reporting.login;

import io.smallrye.config.ConfigMapping;

/** How the page logs people in. */
@ConfigMapping(prefix = "tidewatch.console")
public interface ConsoleConfig {

    /** Secret of the client {@code tidewatch-console}; the local one is refused in production. */
    String clientSecret();

    /** Encrypts the session cookie, the same for all replicas, at least 32 characters; the local one is refused in production. */
    String sessionSecret();
}
