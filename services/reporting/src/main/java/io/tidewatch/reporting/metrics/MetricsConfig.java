package io.tidewatch.reporting.metrics;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;

/** How account-ingestion is asked for figures. */
@ConfigMapping(prefix = "tidewatch.account-ingestion")
public interface MetricsConfig {

    /** Its address, such as {@code http://account-ingestion:8081}. */
    URI url();

    /** How long a report waits for figures before it is shown without them. */
    @WithDefault("PT8S")
    Duration timeout();
}
