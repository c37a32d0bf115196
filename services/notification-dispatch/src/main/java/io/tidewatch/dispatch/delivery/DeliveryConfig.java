package io.tidewatch.dispatch.delivery;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How messages are sent and retried. All times are real time. */
@ConfigMapping(prefix = "tidewatch.dispatch.delivery")
public interface DeliveryConfig {

    /** Pause after the first failed try; each further one doubles it. */
    @WithDefault("PT5S")
    Duration firstPause();

    /** Longest pause between two tries, unless the receiver asks for a longer one. */
    @WithDefault("PT5M")
    Duration longestPause();

    /** Longest pause that a receiver may ask for. */
    @WithDefault("PT1H")
    Duration longestAskedPause();

    /** How often each replica looks for work. */
    @WithDefault("PT1S")
    Duration pollInterval();

    /** How many messages of one channel each replica sends at a time. */
    @WithDefault("8")
    int atATime();

    /**
     * How long the claim of a message is valid. It is renewed while a try is under way, so this is how long a message waits
     * whose replica died amid a try.
     */
    @WithDefault("PT30S")
    Duration claim();
}
