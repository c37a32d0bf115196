package io.tidewatch.dispatch.action;

import io.smallrye.config.ConfigMapping;
import java.net.URI;

/** The rules engine, whose feed provides the actions. */
@ConfigMapping(prefix = "tidewatch.peers.rules-engine")
public interface ActionFeedConfig {

    /** The address of the rules engine. */
    URI url();
}
