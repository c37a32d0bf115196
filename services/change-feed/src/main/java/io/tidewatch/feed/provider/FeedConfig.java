package io.tidewatch.feed.provider;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How this service keeps and serves its change feed. */
@ConfigMapping(prefix = "tidewatch.feed")
public interface FeedConfig {

    /** How often each replica looks for new changes while requests wait for some. */
    @WithDefault("PT0.1S")
    Duration pollInterval();

    /** Most requests that may wait at a time, per replica; the next one is refused with 429. */
    @WithDefault("200")
    int maxWaiting();

    /** How many whole days changes are kept. A consumer that was away for longer begins again with a snapshot. */
    @WithDefault("14")
    int retentionDays();

    /** How many days ahead tables are made. */
    @WithDefault("7")
    int daysAhead();

    /** How often tables are made ahead and old ones dropped. */
    @WithDefault("PT1H")
    Duration maintenanceInterval();
}
