package io.tidewatch.access;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** What a service requests of itself before it is ready. */
@ConfigMapping(prefix = "tidewatch.warm-up")
public interface WarmUpConfig {

    /** Path and query of a GET that the role {@code service} may send. If it is not set, the replica does not warm up. */
    Optional<String> path();

    /** How many requests, one after the other; at least 1. */
    @WithDefault("200")
    int requests();

    /** The warm-up ends after this time at the latest. */
    @WithDefault("PT10S")
    Duration limit();
}
