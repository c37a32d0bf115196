package io.tidewatch.images;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where things lie in every image, and how it starts. */
final class ImageLayout {

    /** The Java runtime. */
    static final String JAVA = "/opt/java";
    /** The packaged service, in the folders in which Quarkus leaves it. */
    static final String APP = "/app";
    /** The start-up cache, see {@link Training}. */
    static final String CACHE = APP + "/app.aot";
    /** The bill of materials. */
    static final String MATERIALS = APP + "/sbom.cdx.json";

    /** The user that owns nothing; the group is the one that OpenShift gives to any user. */
    static final String USER = "10001:0";

    /**
     * The time of every file. It is part of the digest of a layer, and the start-up cache is valid only for files with the
     * time that they had in the training run.
     */
    static final Instant FILE_TIME = Instant.parse("2026-01-01T00:00:00Z");

    /** Options that the services need; others, which an installation may change, are in {@link #TUNING}. */
    static final List<String> OPTIONS = List.of(
            "-XX:+ExitOnOutOfMemoryError",
            "--enable-native-access=ALL-UNNAMED",
            // Libraries' use of it fills the log with warnings.
            "--sun-misc-unsafe-memory-access=allow");

    /** The value of JAVA_TOOL_OPTIONS in the image. What an installation sets replaces it. */
    static final String TUNING = "-XX:MaxRAMPercentage=60";

    /** What a service starts with. */
    static final String RUNNER = "quarkus-run.jar";

    private ImageLayout() {}

    /**
     * How a service starts.
     *
     * @param root in front of all paths; empty inside the image
     * @param cache the option that uses or writes the start-up cache, if any
     */
    static List<String> command(String root, Optional<String> cache) {
        List<String> command = new ArrayList<>(List.of(root + JAVA + "/bin/java"));
        cache.ifPresent(command::add);
        command.addAll(OPTIONS);
        command.addAll(List.of("-jar", root + APP + "/" + RUNNER));
        return command;
    }
}
