package io.tidewatch.reporting.metrics;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How account-ingestion is asked for figures. */
@ConfigMapping(prefix = "tidewatch.metrics")
public interface MetricsConfig {

    /** How long a report waits for figures before it is shown without them. */
    @WithDefault("PT60S")
    Duration timeout();
}
