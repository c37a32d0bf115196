package io.tidewatch.images;

import com.google.cloud.tools.jib.api.CacheDirectoryCreationException;
import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.ImageReference;
import com.google.cloud.tools.jib.api.InvalidImageReferenceException;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.JibContainerBuilder;
import com.google.cloud.tools.jib.api.RegistryException;
import com.google.cloud.tools.jib.api.RegistryImage;
import com.google.cloud.tools.jib.api.TarImage;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.ImageFormat;
import com.google.cloud.tools.jib.api.buildplan.Platform;
import com.google.cloud.tools.jib.api.buildplan.Port;
import com.google.cloud.tools.jib.frontend.CredentialRetrieverFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;

/** Writes an image from its layers: as a file in the OCI image layout, or to a registry. */
final class ImageFile {

    private final List<Layer> layers;
    private final boolean withCache;
    private final Release release;
    private final ServiceImage image;
    private final Path work;

    /**
     * Prepares an image.
     *
     * @param withCache whether one of the layers has a start-up cache
     * @param work a folder that keeps compressed layers, which images share
     */
    ImageFile(ServiceImage image, Release release, List<Layer> layers, boolean withCache, Path work) {
        this.image = image;
        this.release = release;
        this.layers = layers;
        this.withCache = withCache;
        this.work = work;
    }

    /**
     * Writes a file that `docker load`, `podman load` and `skopeo copy oci-archive:` read.
     *
     * @return the digest of the image
     * @throws IllegalArgumentException when the name is not a valid name of an image
     */
    String writeTo(Path file, String name) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        return containerize(
                Containerizer.to(TarImage.at(file).named(reference(name))).setOfflineMode(true), name);
    }

    /**
     * Sends the image to a registry, with the login that `docker login` or `podman login` stored.
     *
     * @return the digest of the image
     * @throws IllegalArgumentException when the name is not a valid name of an image
     * @throws IllegalStateException when the registry refuses the image
     */
    String push(String name) throws IOException {
        ImageReference reference = reference(name);
        RegistryImage target = RegistryImage.named(reference)
                .addCredentialRetriever(CredentialRetrieverFactory.forImage(reference, event -> {})
                        .dockerConfig());
        boolean loopback = reference.getRegistry().matches("(localhost|127\\.0\\.0\\.1)(:\\d+)?");
        return containerize(Containerizer.to(target).setAllowInsecureRegistries(loopback), name);
    }

    private String containerize(Containerizer target, String name) throws IOException {
        target.setBaseImageLayersCache(work.resolve("base"))
                .setApplicationLayersCache(work.resolve("layers"))
                .setToolName("tidewatch-images")
                .setToolVersion(release.version());
        try {
            return builder().containerize(target).getDigest().toString();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while the image " + name + " was written", e);
        } catch (RegistryException | CacheDirectoryCreationException | ExecutionException e) {
            throw new IllegalStateException("The image " + name + " was not written: " + reasonOf(e), e);
        }
    }

    private JibContainerBuilder builder() {
        JibContainerBuilder builder = Jib.fromScratch()
                .setPlatforms(Set.of(new Platform(architecture(), "linux")))
                .setFormat(ImageFormat.OCI)
                .setCreationTime(release.created())
                .setUser(ImageLayout.USER)
                .setWorkingDirectory(AbsoluteUnixPath.get(ImageLayout.APP))
                .setEnvironment(new TreeMap<>(Map.of(
                        "PATH",
                        ImageLayout.JAVA + "/bin:/usr/bin",
                        "JAVA_HOME",
                        ImageLayout.JAVA,
                        "JAVA_TOOL_OPTIONS",
                        ImageLayout.TUNING,
                        "HOME",
                        "/tmp",
                        "LANG",
                        "C.UTF-8")))
                .setEntrypoint(entrypoint())
                .setExposedPorts(Set.of(Port.tcp(8080), Port.tcp(9000)))
                .setLabels(new TreeMap<>(release.labels(image)));
        for (Layer layer : layers) {
            builder.addFileEntriesLayer(layer.entries());
        }
        return builder;
    }

    private List<String> entrypoint() {
        return ImageLayout.command("", withCache ? Optional.of("-XX:AOTCache=" + ImageLayout.CACHE) : Optional.empty());
    }

    private static String architecture() {
        String name = System.getProperty("os.arch");
        return name.equals("aarch64") ? "arm64" : name;
    }

    private static ImageReference reference(String name) {
        try {
            return ImageReference.parse(name);
        } catch (InvalidImageReferenceException e) {
            throw new IllegalArgumentException(
                    "\"" + name + "\" is not a valid name of an image: registry/folder/service:tag, in lower case.", e);
        }
    }

    private static String reasonOf(Exception e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage();
    }
}
