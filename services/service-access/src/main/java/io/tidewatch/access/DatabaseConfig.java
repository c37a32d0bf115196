package io.tidewatch.access;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long this service waits for its database. */
@ConfigMapping(prefix = "tidewatch.database")
public interface DatabaseConfig {

    /**
     * The longest silence of a connection, for an answer and for a free connection alike. A longer one means that the
     * connection is lost, and it is closed; so no single statement may take longer.
     */
    @WithDefault("PT10S")
    Duration answerLimit();

    /** How long a start waits for a database that cannot be reached. */
    @WithDefault("PT1M")
    Duration startLimit();
}
