package io.tidewatch.time;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Settings of the business clock. */
@ConfigMapping(prefix = "tidewatch.clock")
public interface ClockConfig {

    /** Whether business time may be moved. Only for tests and local installations; production does not start with it. */
    @WithDefault("false")
    boolean adjustable();
}
