package io.tidewatch.engine.bundle;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Where rule bundles come from, and how they are checked. */
@ConfigMapping(prefix = "tidewatch.rules")
public interface RulesConfig {

    /** Folder with a bundle ({@code metrics/}, {@code thresholds/}, …) that becomes active when it is valid. */
    Optional<Path> folder();

    /** How often the folder is looked at. */
    @WithDefault("PT3S")
    Duration folderInterval();

    /** How often each replica looks for bundles to check and for another active bundle. */
    @WithDefault("PT1S")
    Duration interval();

    /** Longest time for checking one bundle, all scenarios included. */
    @WithDefault("PT2M")
    Duration checkLimit();

    /** How many bundles stay compiled beside the active one, for runs that began with them. */
    @WithDefault("3")
    int keptCompiled();

    /** Bounds of an upload. */
    Upload upload();

    /** Bounds of an upload. */
    interface Upload {
        /** Most bytes of the ZIP file, within the 2 MiB that any body may have. */
        @WithDefault("2000000")
        long zipBytes();

        /** Most entries in the ZIP file. */
        @WithDefault("600")
        int entries();

        /** Most bytes of all entries together, unpacked. */
        @WithDefault("8000000")
        long unpackedBytes();
    }
}
