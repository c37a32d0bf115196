package io.tidewatch.ingestion.imports;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** Bounds of the bulk import. */
@ConfigMapping(prefix = "tidewatch.import")
public interface ImportConfig {

    /** The largest file that is accepted, in bytes. */
    @WithDefault("1073741824")
    @Min(1) long maxBytes();

    /** The longest record that is read, in bytes; a longer one is rejected with its line. */
    @WithDefault("1048576")
    @Min(1024) @Max(16777216) int maxRecordBytes();

    /** Rows that are stored in one transaction; fewer where they are long. */
    @WithDefault("10000")
    @Min(1) @Max(50000) int batchRows();

    /** How many of the rows that were not stored are listed; the others are counted. */
    @WithDefault("10000")
    @Min(1) @Max(1000000) int maxListedRows();

    /** How long a replica may be silent before another one continues its import. */
    @WithDefault("PT10S")
    Duration lease();

    /** How often a replica looks for uploads that other replicas received. */
    @WithDefault("PT1S")
    Duration poll();

    /** Whether this replica processes imports; if not, it only stores uploads. */
    @WithDefault("true")
    boolean worker();
}
