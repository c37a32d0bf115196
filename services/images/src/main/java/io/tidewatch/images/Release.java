package io.tidewatch.images;

import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the images are made from.
 *
 * @param version of the services
 * @param revision the commit, with `-dirty` when files differ from it; null outside a repository
 * @param created when that commit was made, so that the same sources give the same image
 * @param source where the sources are; null when that is not known
 */
record Release(String version, String revision, Instant created, String source) {

    /**
     * The release of a working copy.
     *
     * @param source the address of the sources; when null, that of the remote repository where it is a public one
     */
    static Release of(Path checkout, String version, String source) {
        Tool.Ending described =
                Tool.run(checkout, "git", "describe", "--always", "--dirty", "--abbrev=40", "--exclude=*");
        if (described.code() != 0) {
            return new Release(version, null, ImageLayout.FILE_TIME, source);
        }
        Tool.Ending time = Tool.run(checkout, "git", "show", "--no-patch", "--format=%ct", "HEAD");
        String remote =
                source == null ? publicAddress(Tool.run(checkout, "git", "remote", "get-url", "origin")) : source;
        return new Release(
                version,
                described.output().strip(),
                Instant.ofEpochSecond(Long.parseLong(time.output().strip())),
                remote);
    }

    /** The labels of an image, by the names that the OCI image specification gives them. */
    Map<String, String> labels(ServiceImage image) {
        Map<String, String> labels = new LinkedHashMap<>();
        label(labels, "title", image.title());
        label(labels, "description", image.description());
        label(labels, "version", version);
        label(labels, "licenses", "Apache-2.0");
        label(labels, "vendor", "Tidewatch");
        label(labels, "created", created.toString());
        label(labels, "revision", revision);
        label(labels, "source", source);
        return labels;
    }

    private static void label(Map<String, String> labels, String name, String value) {
        if (value != null) {
            labels.put("org.opencontainers.image." + name, value);
        }
    }

    /** An address that may be published: no path of a machine, no user or password. */
    private static String publicAddress(Tool.Ending remote) {
        String address = remote.output().strip();
        return remote.code() == 0 && address.matches("https://[^@\\s]+") ? address.replaceFirst("\\.git$", "") : null;
    }
}
