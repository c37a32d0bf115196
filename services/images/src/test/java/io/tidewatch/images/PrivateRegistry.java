package io.tidewatch.images;

import io.tidewatch.suite.FreePort;
import io.tidewatch.suite.process.ChildProcess;
import io.tidewatch.suite.process.DebianProgram;
import io.tidewatch.suite.process.Readiness;
import io.tidewatch.suite.tls.PrivateAuthority;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.opentest4j.TestAbortedException;

/** Debian's docker-registry on loopback, with TLS and one login. */
final class PrivateRegistry implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String LOGIN = "pusher:pushed";

    /** The password as bcrypt writes it. */
    private static final String PASSWORDS = "pusher:$2b$05$abcdefghijklmnopqrstuu.TGJmWK6w8U/snQe4w8JBeCH2WNUeTm\n";

    private final int port = FreePort.find();
    private final Path stored;
    private final ChildProcess process;

    private PrivateRegistry(DebianProgram program, Path folder) throws IOException {
        stored = Files.createDirectories(folder.resolve("stored"));
        PrivateAuthority tls = new PrivateAuthority(folder.resolve("tls"));
        tls.create();
        Path passwords = Files.writeString(folder.resolve("passwords"), PASSWORDS);
        int health = FreePort.find();
        Path settings = Files.writeString(folder.resolve("registry.yml"), """
                version: 0.1
                storage: {filesystem: {rootdirectory: "%s"}}
                http:
                  addr: "localhost:%d"
                  tls: {certificate: "%s", key: "%s"}
                  debug: {addr: "localhost:%d"}
                auth: {htpasswd: {realm: images, path: "%s"}}
                """.formatted(
                        stored, port, tls.certificate(), tls.key(), health, passwords));
        process = program.start("docker-registry", folder, folder.resolve("log"), "serve", settings.toString());
        new Readiness("docker-registry", process, "http://localhost:" + health + "/debug/health").await(LIMIT);
    }

    /** Starts it with its data in a folder; the test is skipped where the program cannot be had. */
    static PrivateRegistry start(Path folder) throws IOException {
        DebianProgram program = DebianProgram.find("docker-registry")
                .orElseThrow(() ->
                        new TestAbortedException("services/local-suite/bin/debian-programs gets docker-registry"));
        return new PrivateRegistry(program, Files.createDirectories(folder));
    }

    String address() {
        return "localhost:" + port;
    }

    /** Stores the login in a home folder, as `docker login` does. */
    void logIn(Path home) throws IOException {
        String login = Base64.getEncoder().encodeToString(LOGIN.getBytes(StandardCharsets.UTF_8));
        Files.writeString(
                Files.createDirectories(home.resolve(".docker")).resolve("config.json"),
                "{\"auths\": {\"%s\": {\"auth\": \"%s\"}}}".formatted(address(), login));
    }

    /** The digest that a tag of an image names. */
    String digestOf(String image, String tag) throws IOException {
        return Files.readString(stored.resolve(
                "docker/registry/v2/repositories/" + image + "/_manifests/tags/" + tag + "/current/link"));
    }

    /** The digests of everything that it keeps, manifests included. It has checked them against the content. */
    List<String> blobs() throws IOException {
        try (Stream<Path> files = Files.walk(stored.resolve("docker/registry/v2/blobs"))) {
            return files.filter(file -> file.endsWith("data"))
                    .map(file -> "sha256:" + file.getParent().getFileName())
                    .toList();
        }
    }

    @Override
    public void close() {
        process.stop(Duration.ofSeconds(5));
    }
}
