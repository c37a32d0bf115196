package io.tidewatch.access;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The meters of this service. */
@ConfigMapping(prefix = "tidewatch.meters")
public interface MetersConfig {

    /** The pause between two readings of the gauges over stored state. */
    @WithDefault("PT15S")
    Duration every();
}
