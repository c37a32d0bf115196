package io.tidewatch.dispatch.action;

import io.smallrye.config.ConfigMapping;
import java.net.URI;

/** The feed that actions come from. */
@ConfigMapping(prefix = "tidewatch.peers.rules-engine")
public interface ActionFeedConfig {

    /** Where the rules engine answers. */
    URI url();
}
