package io.tidewatch.ingestion.imports;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** Bounds of the bulk import. */
@ConfigMapping(prefix = "tidewatch.import")
public interface ImportConfig {

    /** Largest file that is taken, in bytes. */
    @WithDefault("1073741824")
    @Min(1) long maxBytes();

    /** Longest record that is understood, in bytes; a longer one is rejected with its line. */
    @WithDefault("1048576")
    @Min(1024) @Max(16777216) int maxRecordBytes();

    /** Rows that are taken in together. */
    @WithDefault("1000")
    @Min(1) @Max(10000) int batchRows();

    /** How many of the rows that were not taken in are listed; the others are counted. */
    @WithDefault("10000")
    @Min(1) @Max(1000000) int maxListedRows();

    /** How long a replica may be silent before another one goes on with its import. */
    @WithDefault("PT10S")
    Duration lease();

    /** How often a replica looks for uploads that other replicas took. */
    @WithDefault("PT1S")
    Duration poll();

    /** Whether this replica works on imports; off, it only stores uploads. */
    @WithDefault("true")
    boolean worker();
}
