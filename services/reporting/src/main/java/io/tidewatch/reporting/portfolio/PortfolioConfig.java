package io.tidewatch.reporting.portfolio;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How the feeds are read, and when a report says that its data may be out of date. */
@ConfigMapping(prefix = "tidewatch.portfolio")
public interface PortfolioConfig {

    /** Identifies this replica among those that share the reading; also the application name of its connections. */
    String instanceId();

    /** How often the progress of the reading is stored. */
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
