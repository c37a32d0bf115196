package io.tidewatch.images;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;

/** A folder with the shape of a packaged service and hardly any content. */
final class SmallService {

    private SmallService() {}

    /** Writes the package of a service into the folder of its module. */
    static PackagedService in(Path module) throws IOException {
        Path app = module.resolve("target/quarkus-app");
        write(app, "lib/main/org.example.parser-1.2.jar", "a library");
        write(app, "lib/main/io.quarkus.quarkus-core-3.34.1.jar", "a part of Quarkus");
        write(app, "lib/main/io.tidewatch.money-0.7.0-SNAPSHOT.jar", "a library of ours");
        write(app, "lib/boot/org.jboss.logging.jboss-logging-3.6.2.Final.jar", "what Quarkus starts with");
        write(app, "app/rules-engine-0.7.0-SNAPSHOT.jar", "the service");
        write(app, "quarkus/generated-bytecode.jar", "what Quarkus generated");
        write(app, "quarkus-app-dependencies.txt", """
                io.quarkus:quarkus-core::jar:3.34.1
                io.tidewatch:money::jar:0.7.0-SNAPSHOT
                org.example:not-packaged::jar:9
                org.example:parser::jar:1.2
                org.jboss.logging:jboss-logging::jar:3.6.2.Final
                """);
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.IMPLEMENTATION_VERSION, "0.7.0-SNAPSHOT");
        // With a fixed time: the archive keeps that of each entry, to two seconds.
        ZipEntry entry = new ZipEntry(JarFile.MANIFEST_NAME);
        entry.setTimeLocal(LocalDateTime.of(2026, 3, 1, 10, 0));
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(app.resolve("quarkus-run.jar")))) {
            out.putNextEntry(entry);
            manifest.write(out);
        }
        return PackagedService.of("rules-engine", module);
    }

    /** Replaces the content of a file of the package. */
    static void write(Path app, String path, String content) throws IOException {
        Path file = app.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }
}
