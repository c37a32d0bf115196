package io.tidewatch.dispatch.acknowledgement;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The signed links in messages. */
@ConfigMapping(prefix = "tidewatch.dispatch.link")
public interface AcknowledgementConfig {

    /** The default key begins like this; such a key is refused in production. */
    String LOCAL = "local-";

    /** The key that links are signed with, at least 32 bytes. All replicas have the same. */
    @WithDefault("local-acknowledgement-key-that-everybody-knows")
    String key();

    /** How long a link is valid, from the writing of its message; real time. */
    @WithDefault("P60D")
    Duration validity();
}
