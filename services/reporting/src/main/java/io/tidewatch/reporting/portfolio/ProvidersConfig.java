package io.tidewatch.reporting.portfolio;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;

/** Where the followed services are, and when their silence is told to readers. */
@ConfigMapping(prefix = "tidewatch")
public interface ProvidersConfig {

    /** Identifies this replica; also the application name of its database connections. */
    String instanceId();

    /** The service that has accounts and metrics. */
    Peer accountIngestion();

    /** The service that has flags and runs. */
    Peer rulesEngine();

    /** How the reading of the feeds is watched. */
    Portfolio portfolio();

    /** A followed service. */
    interface Peer {

        /** Its address, such as {@code http://account-ingestion:8081}. */
        URI url();
    }

    /** How the reading of the feeds is watched. */
    interface Portfolio {

        /** How often the progress of the reading is noted. */
        @WithDefault("PT5S")
        Duration progressInterval();

        /** After how long without having caught up a report says that its data may be out of date. */
        @WithDefault("PT1M")
        Duration staleAfter();

        /** How long a service may wait for changes before it answers; at most 30 seconds. */
        @WithDefault("PT10S")
        Duration maxWait();

        /** The longest pause between tries while a service cannot be reached. */
        @WithDefault("PT15S")
        Duration retryAtMost();
    }
}
