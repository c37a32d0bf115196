package io.tidewatch.dispatch.acknowledgement;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The signed links in messages. */
@ConfigMapping(prefix = "tidewatch.dispatch.link")
public interface AcknowledgementConfig {

    /** How the default key starts; such a key is rejected in production. */
    String LOCAL = "local-";

    /** The key that signs links, at least 32 bytes; the same for all replicas. */
    @WithDefault("local-acknowledgement-key-that-everybody-knows")
    String key();

    /** How long a link is valid after its message was written; real time. */
    @WithDefault("P60D")
    Duration validity();
}
