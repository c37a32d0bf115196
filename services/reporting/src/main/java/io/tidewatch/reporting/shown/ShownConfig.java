package io.tidewatch.reporting.shown;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long, and how many, reports are kept as they were shown. */
@ConfigMapping(prefix = "tidewatch.shown")
public interface ShownConfig {

    /** How long after it was last shown a report is kept; business time. */
    @WithDefault("P400D")
    Duration keepFor();

    /** How many reports are kept at most; those shown longest ago are deleted first. */
    @WithDefault("10000")
    int most();
}
