package io.tidewatch.dispatch;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.tidewatch.access.UnsafeSettings;
import io.tidewatch.dispatch.routing.Audience;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

/** Settings that several features of this service use. */
@ConfigMapping(prefix = "tidewatch.dispatch")
public interface DispatchConfig {

    /** Where browsers reach this service, the start of the links in messages. Must be https in production. */
    @WithDefault("http://localhost:8083")
    URI publicUrl();

    /** Where browsers reach the console, the start of the links to runs. Must be https in production. */
    @WithDefault("http://localhost:8084")
    URI consoleUrl();

    /** Receives messages that reach neither their recipient nor a leader of customer success. Must be set in production. */
    @WithDefault("unset@" + UnsafeSettings.UNSET)
    String fallbackAddress();

    /** Realm roles that are called otherwise here than usual, by audience: {@code roles.cs-leadership=leaders}. */
    Map<Audience, String> roles();

    /** How many messages about one account are sent within an hour (real time); further ones are held until then. */
    @WithDefault("100")
    int mostPerAccountAndHour();

    /** How long delivery of a message is tried before it fails; real time. */
    @WithDefault("P3D")
    Duration giveUpAfter();

    /** The name of this replica; its claims and leases carry it. */
    String instanceId();
}
