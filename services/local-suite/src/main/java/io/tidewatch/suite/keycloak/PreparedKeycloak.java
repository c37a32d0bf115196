package io.tidewatch.suite.keycloak;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidewatch.suite.FolderTree;
import io.tidewatch.suite.process.ChildProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A Keycloak that has done once, for all later starts, what takes it longest: its own build, the creation of its
 * tables, and the import of the realm.
 */
final class PreparedKeycloak {

    private static final Duration STEP_LIMIT = Duration.ofMinutes(4);
    private static final String TABLES = "data/h2";

    private final Path folder;

    private PreparedKeycloak(Path folder) {
        this.folder = folder;
    }

    /**
     * The Keycloak prepared with the {@link ExampleRealm}; the first time this takes a minute or two, and two processes
     * may ask at the same time.
     *
     * @param local the folder with the unpacked distribution `keycloak-…`
     * @param rehearsal which of the two realms it has
     * @param log takes the messages of the preparation
     * @throws IllegalStateException when the distribution was not unpacked, or a step fails
     */
    static PreparedKeycloak in(Path local, boolean rehearsal, Path log) {
        Path distribution = distribution(local);
        try {
            byte[] realm = realm(rehearsal);
            Path folder = folderOf(local, distribution, realm);
            Path stamp = folder.resolve("prepared");
            try (FileChannel lock = FileChannel.open(
                    local.resolve("keycloak.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                lock.lock();
                if (!Files.exists(stamp)) {
                    forgetOthers(local, folderOf(local, distribution, realm(!rehearsal)));
                    FolderTree.copy(distribution, folder);
                    Path imports = Files.createDirectories(folder.resolve("data/import"));
                    Files.write(imports.resolve(ExampleRealm.NAME + "-realm.json"), realm);
                    run(folder, log, List.of("build", "--db=dev-file", "--cache=local"));
                    run(folder, log, List.of("import", "--optimized", "--dir=" + imports));
                    Files.createFile(stamp);
                }
            }
            return new PreparedKeycloak(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot prepare Keycloak in " + local, e);
        }
    }

    /**
     * Makes a home for one server, with tables of its own: two can run from one preparation.
     *
     * @throws IOException when there is no room
     */
    void makeHome(Path home) throws IOException {
        FolderTree.delete(home);
        Files.createDirectories(home);
        for (String shared : List.of("lib", "providers", "conf", "themes")) {
            Files.createSymbolicLink(
                    home.resolve(shared), folder.resolve(shared).toAbsolutePath());
        }
        FolderTree.copy(folder.resolve(TABLES), home.resolve(TABLES));
    }

    /** Starts its Java directly: the script would stand between us and the process. */
    static ChildProcess launch(Path home, Path log, List<String> arguments) {
        List<String> java = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms64m",
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:MaxMetaspaceSize=256m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+ExitOnOutOfMemoryError",
                "--add-opens=java.base/java.util=ALL-UNNAMED",
                "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
                "--add-opens=java.base/java.security=ALL-UNNAMED",
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "--enable-native-access=ALL-UNNAMED",
                "-Dfile.encoding=UTF-8",
                "-Dkc.home.dir=" + home,
                "-Djboss.server.config.dir=" + home.resolve("conf"),
                "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                "-Dquarkus-log-max-startup-records=10000",
                "-Dpicocli.disable.closures=true",
                "-Djava.util.concurrent.ForkJoinPool.common.threadFactory="
                        + "io.quarkus.bootstrap.forkjoin.QuarkusForkJoinWorkerThreadFactory",
                "-cp",
                home.resolve("lib/quarkus-run.jar").toString(),
                "io.quarkus.bootstrap.runner.QuarkusEntryPoint");
        return ChildProcess.start(new ChildProcess.Plan(
                "Keycloak", Stream.concat(java.stream(), arguments.stream()).toList(), Map.of(), home, log));
    }

    private static Path distribution(Path local) {
        try (Stream<Path> folders = Files.list(local)) {
            return folders.filter(folder -> folder.getFileName().toString().matches("keycloak-\\d.*"))
                    .max(Path::compareTo)
                    .orElseThrow(() -> new IllegalStateException(
                            "Keycloak is not unpacked in " + local + "; build services/local-suite first."));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot look for Keycloak in " + local, e);
        }
    }

    private static byte[] realm(boolean rehearsal) throws IOException {
        return new ObjectMapper().writeValueAsBytes(ExampleRealm.definition(rehearsal));
    }

    /** Its name is made from the text of the realm. */
    private static Path folderOf(Path local, Path distribution, byte[] realm) {
        return local.resolve("prepared-" + distribution.getFileName() + "-" + shortHash(realm));
    }

    /** One that was prepared for another realm or version, or half; it may still be in use, so only what can go goes. */
    private static void forgetOthers(Path local, Path kept) throws IOException {
        try (Stream<Path> folders = Files.list(local)) {
            for (Path folder : folders.filter(path ->
                            path.getFileName().toString().startsWith("prepared-keycloak-") && !path.equals(kept))
                    .toList()) {
                FolderTree.delete(folder);
            }
        }
    }

    private static void run(Path folder, Path log, List<String> arguments) {
        ChildProcess step = launch(folder, log, arguments);
        if (!step.awaitEnd(STEP_LIMIT) || step.exitCode() != 0) {
            step.kill();
            throw new IllegalStateException("Keycloak's " + arguments.getFirst() + " failed:\n" + step.lastLines(30));
        }
    }

    private static String shortHash(byte[] content) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
            return HexFormat.of().formatHex(hash).substring(0, 12);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This JDK has no SHA-256", e);
        }
    }
}
