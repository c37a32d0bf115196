package io.tidewatch.time;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Whether business time may be moved. */
@ConfigMapping(prefix = "tidewatch.clock")
public interface ClockConfig {

    /** On only in tests and local installations; production refuses to start with it. */
    @WithDefault("false")
    boolean adjustable();
}
