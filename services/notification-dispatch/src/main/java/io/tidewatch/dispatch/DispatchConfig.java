package io.tidewatch.dispatch;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;

/** What every feature of this service needs to know of the installation. */
@ConfigMapping(prefix = "tidewatch.dispatch")
public interface DispatchConfig {

    /** Where browsers reach this service; the links in messages begin with it. Must be https in production. */
    @WithDefault("http://localhost:8083")
    URI publicUrl();

    /** Where browsers reach the console; messages name the run there. */
    @WithDefault("http://localhost:8084")
    URI consoleUrl();

    /** Gets what can reach neither its recipient nor the leader of customer success. Has no default. */
    String fallbackAddress();

    /** The realm role of those who lead customer success; they stand in for people who cannot be found. */
    @WithDefault("cs-leader")
    String leaderRole();

    /** The realm role of the executives. */
    @WithDefault("executive")
    String executiveRole();

    /** How long after its writing a message that could not be delivered counts as failed; real time. */
    @WithDefault("P3D")
    Duration giveUpAfter();

    /** The name of this replica; its claims and leases carry it. */
    String instanceId();
}
