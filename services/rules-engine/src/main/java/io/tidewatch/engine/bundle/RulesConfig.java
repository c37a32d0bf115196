package io.tidewatch.engine.bundle;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Sources of rule bundles, and the limits of their check. */
@ConfigMapping(prefix = "tidewatch.rules")
public interface RulesConfig {

    /** Folder with a bundle ({@code metrics/}, {@code thresholds/}, …) that becomes active when it is valid. */
    Optional<Path> folder();

    /** How often the folder is read. */
    @WithDefault("PT3S")
    Duration folderInterval();

    /** How often each replica looks for bundles to check and for another active bundle. */
    @WithDefault("PT1S")
    Duration interval();

    /** Most processor time for the check of one bundle, all scenarios included: a busy machine must not refuse one that is right. */
    @WithDefault("PT2M")
    Duration checkLimit();

    /**
     * Most megabytes of heap for the check of one bundle, which is a process of its own. It never gets more than half the
     * heap of the service: a bundle that becomes active is compiled there, too.
     */
    @WithDefault("320")
    int checkMegabytes();

    /** How many bundles stay compiled beside the active one, for runs that began with them. */
    @WithDefault("3")
    int keptCompiled();

    /** Limits of an upload. */
    Upload upload();

    /** Labelled ConfigMaps of the service's own namespace, instead of the folder. */
    Watch watch();

    /** Labelled ConfigMaps of the service's own namespace. */
    interface Watch {
        /** Whether they are watched. The service must run on Kubernetes and have a token. */
        @WithDefault("false")
        boolean enabled();

        /** Value of their label {@code tidewatch.io/rules}: the name of this installation. */
        @WithDefault("tidewatch")
        String release();

        /** Names of ConfigMaps without which nothing is changed: rules without a part of them would be other rules. */
        Optional<List<String>> required();

        /** How long nothing must have changed until the rules are read: one upgrade changes several ConfigMaps. */
        @WithDefault("PT5S")
        Duration quiet();
    }

    /** Limits of an upload. */
    interface Upload {
        /** Most bytes of the ZIP file, within the 2 MiB that any body may have. */
        @WithDefault("2000000")
        long zipBytes();

        /** Most entries in the ZIP file. */
        @WithDefault("1200")
        int entries();

        /** Most bytes of all entries together, unpacked. */
        @WithDefault("8000000")
        long unpackedBytes();
    }
}
