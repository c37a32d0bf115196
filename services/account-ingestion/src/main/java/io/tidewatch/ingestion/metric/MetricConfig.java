package io.tidewatch.ingestion.metric;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.time.LocalTime;
import java.util.Optional;

/** How the values of metrics are kept up to date. */
@ConfigMapping(prefix = "tidewatch.metrics")
public interface MetricConfig {

    /**
     * How often a replica looks for accounts that changed, and whether the business day has. What it stored itself does not wait for that.
     */
    @WithDefault("PT0.5S")
    Duration poll();

    /** Accounts that are computed together. Their histories are in memory, once per lane. */
    @WithDefault("100")
    @Min(1) @Max(1000) int batchAccounts();

    /** Batches that are computed at the same time: while one waits for the database, another one uses the processor. */
    @WithDefault("2")
    @Min(1) @Max(16) int lanes();

    /** Catalogues whose values are kept up to date at a time: the one in use, its successor, the one to roll back to. */
    @WithDefault("3")
    @Min(1) @Max(10) int liveCatalogues();

    /** From which time of the business day (UTC) on all values are compared with computed ones; empty for never. */
    @WithDefault("02:00")
    Optional<LocalTime> compareAt();

    /** Whether this replica computes. */
    @WithDefault("true")
    boolean worker();
}
