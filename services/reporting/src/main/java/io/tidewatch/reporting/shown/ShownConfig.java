package io.tidewatch.reporting.shown;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How much of what was shown is kept. */
@ConfigMapping(prefix = "tidewatch.shown")
public interface ShownConfig {

    /** How long after it was last shown a report is kept; business time. */
    @WithDefault("P400D")
    Duration keepFor();

    /** Most reports kept; those shown longest ago go first. */
    @WithDefault("10000")
    int most();
}
