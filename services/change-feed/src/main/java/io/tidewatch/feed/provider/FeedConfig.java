package io.tidewatch.feed.provider;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of the change feed of this service. */
@ConfigMapping(prefix = "tidewatch.feed")
public interface FeedConfig {

    /** How often each replica polls for new changes while requests wait. */
    @WithDefault("PT0.1S")
    Duration pollInterval();

    /** Most requests that may wait at the same time, per replica; further ones are rejected with 429. */
    @WithDefault("200")
    int maxWaiting();

    /** For how many whole days changes are kept. A consumer that was away longer starts again with a snapshot. */
    @WithDefault("14")
    int retentionDays();

    /** How many days ahead tables are created. */
    @WithDefault("7")
    int daysAhead();

    /** How often tables are created and dropped. */
    @WithDefault("PT1H")
    Duration maintenanceInterval();
}
