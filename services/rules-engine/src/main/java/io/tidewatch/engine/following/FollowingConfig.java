package io.tidewatch.engine.following;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;

/** Whom this service follows, and as whom. */
@ConfigMapping(prefix = "tidewatch.following")
public interface FollowingConfig {

    /** Where account-ingestion is. */
    @WithDefault("${tidewatch.peers.account-ingestion.url}")
    URI accountIngestion();

    /** Where notification-dispatch is. */
    @WithDefault("${tidewatch.peers.notification-dispatch.url}")
    URI notificationDispatch();

    /** Name of this replica among those that share the partitions. */
    @WithDefault("${tidewatch.instance-id}")
    String instance();

    /** How long a lease on a partition lasts without renewal (real time). */
    @WithDefault("PT12S")
    Duration leaseTerm();

    /** How often leases are renewed and free ones taken. */
    @WithDefault("PT3S")
    Duration leaseBeat();

    /** Longest wait for the end of the work under way at shutdown. */
    @WithDefault("PT5S")
    Duration stopLimit();
}
