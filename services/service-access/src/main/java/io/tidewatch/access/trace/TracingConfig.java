package io.tidewatch.access.trace;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/** Which traces of this service are sent where. */
@ConfigMapping(prefix = "tidewatch.tracing")
public interface TracingConfig {

    /** The address of a collector that understands OTLP; without one, no traces are collected. */
    Optional<String> endpoint();

    /** The share of the traces that begin here which is collected, from 0 to 1; others are collected if their caller says so. */
    @WithDefault("1")
    double ratio();
}
