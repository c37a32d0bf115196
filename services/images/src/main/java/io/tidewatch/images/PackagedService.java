package io.tidewatch.images;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;

/** A service as Quarkus packages it, in layers: what changes most often comes last. */
record PackagedService(String name, Path folder) {

    /**
     * The package that the build left.
     *
     * @throws IllegalStateException when the service is not built
     */
    static PackagedService of(String name, Path module) {
        Path folder = module.resolve("target/quarkus-app");
        if (!Files.exists(folder.resolve(ImageLayout.RUNNER))) {
            throw new IllegalStateException(name + " is not built (" + folder + " is missing); run make build.");
        }
        return new PackagedService(name, folder);
    }

    /** Its version, without the mark of a snapshot: the tag that the chart asks for. */
    String version() throws IOException {
        try (JarFile runner = new JarFile(folder.resolve(ImageLayout.RUNNER).toFile())) {
            Attributes attributes = runner.getManifest().getMainAttributes();
            return attributes.getValue(Attributes.Name.IMPLEMENTATION_VERSION).replaceFirst("-SNAPSHOT$", "");
        }
    }

    /** Libraries of others, then those of Quarkus, then the service itself. */
    List<Layer> layers() {
        return List.of(
                Layer.of("libraries", folder, ImageLayout.APP, path -> kindOf(path) == Kind.LIBRARY),
                Layer.of("Quarkus", folder, ImageLayout.APP, path -> kindOf(path) == Kind.QUARKUS),
                Layer.of("service", folder, ImageLayout.APP, path -> kindOf(path) == Kind.SERVICE));
    }

    /** The list of libraries, each as `group:artifact:classifier:type:version`. */
    List<String> libraries() throws IOException {
        return Files.readAllLines(folder.resolve("quarkus-app-dependencies.txt"));
    }

    private static Kind kindOf(Path path) {
        String file = path.getFileName().toString();
        if (!path.startsWith("lib") || file.startsWith("io.tidewatch.")) {
            return Kind.SERVICE;
        }
        return path.startsWith("lib/boot") || file.startsWith("io.quarkus.") ? Kind.QUARKUS : Kind.LIBRARY;
    }

    private enum Kind {
        LIBRARY,
        QUARKUS,
        SERVICE
    }
}
