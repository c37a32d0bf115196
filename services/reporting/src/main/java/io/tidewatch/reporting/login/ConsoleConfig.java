package io.tidewatch.reporting.login;

import io.smallrye.config.ConfigMapping;

/** How the page logs people in. */
@ConfigMapping(prefix = "tidewatch.console")
public interface ConsoleConfig {

    /** Secret of the client {@code tidewatch-console}; production refuses the example secret. */
    String clientSecret();

    /** Encrypts the session cookie, the same for all replicas, at least 32 characters; production refuses the example secret. */
    String sessionSecret();
}
