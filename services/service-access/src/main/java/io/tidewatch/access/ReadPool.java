package io.tidewatch.access;

import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Connections for reports: to the standbys of {@link DatabaseConfig#readServers()}, and to the primary while none of them answers.
 * A standby may lag, so whoever reads here also reads how far the data reach, and says it. Nothing may be written here.
 */
@ApplicationScoped
public class ReadPool {

    private final Pool primary;
    private final BoundedPool pools;

    /**
     * @param primary the pool for everything else
     * @param pools   the creator of both
     */
    public ReadPool(Pool primary, BoundedPool pools) {
        this.primary = primary;
        this.pools = pools;
    }

    /** The pool to read from. */
    public Pool get() {
        // Quarkus creates both at the first use of the one that it knows.
        primary.size();
        return Pool.newInstance(pools.reports());
    }
}
