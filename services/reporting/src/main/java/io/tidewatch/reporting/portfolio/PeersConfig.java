package io.tidewatch.reporting.portfolio;

import io.smallrye.config.ConfigMapping;
import java.net.URI;

/** Where the other services are. */
@ConfigMapping(prefix = "tidewatch.peers")
public interface PeersConfig {

    /** The service that has accounts and metrics. */
    Peer accountIngestion();

    /** The service that has flags and runs. */
    Peer rulesEngine();

    /** Another service. */
    interface Peer {

        /** Its address, such as {@code http://account-ingestion:8081}. */
        URI url();
    }
}
