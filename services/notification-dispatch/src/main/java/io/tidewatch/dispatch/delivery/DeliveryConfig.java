package io.tidewatch.dispatch.delivery;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How messages go out and how often it is tried. All of it is real time. */
@ConfigMapping(prefix = "tidewatch.dispatch.delivery")
public interface DeliveryConfig {

    /** Pause after the first try that failed; each further one doubles it. */
    @WithDefault("PT5S")
    Duration firstPause();

    /** Longest pause between two tries, unless the receiver asks for a longer one. */
    @WithDefault("PT5M")
    Duration longestPause();

    /** Longest pause that a receiver may ask for. */
    @WithDefault("PT1H")
    Duration longestAskedPause();

    /** How often each replica looks for what is due. */
    @WithDefault("PT1S")
    Duration pollInterval();

    /** Most messages of one channel under way at a time, per replica. */
    @WithDefault("8")
    int atATime();

    /** How long a claim holds; longer than any try may take. */
    @WithDefault("PT2M")
    Duration claim();
}
