package io.tidewatch.access;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How this service reaches its database, and how long it waits for it. */
@ConfigMapping(prefix = "tidewatch.database")
public interface DatabaseConfig {

    /**
     * The longest silence of a connection, for an answer and for a free connection alike. A longer one means that the
     * connection is lost, and it is closed; so no single statement may take longer.
     */
    @WithDefault("PT10S")
    Duration answerLimit();

    /** How long a start waits for a database that cannot be reached. */
    @WithDefault("PT1M")
    Duration startLimit();

    /** What is between this service and its database. */
    @WithDefault("none")
    Pooler pooler();

    /**
     * Standbys that reports are read from, each as {@code host:port}, the preferred one first; user, database and encryption are
     * those of {@code quarkus.datasource}. Without any, reports are read from the primary.
     */
    Optional<List<String>> readServers();

    /** How a pooler hands out the connections of the server. */
    enum Pooler {
        /** There is no pooler, or a connection of the server belongs to a client until the client closes its own. */
        NONE,
        /** PgBouncer in transaction mode: every transaction may get another connection, so none of them keeps statements. */
        TRANSACTION
    }
}
