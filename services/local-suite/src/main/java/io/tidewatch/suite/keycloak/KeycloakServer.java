package io.tidewatch.suite.keycloak;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidewatch.suite.process.ChildProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A real Keycloak with the {@link ExampleRealm}. It keeps nothing: every start begins with the realm as written. */
public final class KeycloakServer implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofMinutes(3);

    private final ChildProcess process;
    private final int port;

    private KeycloakServer(ChildProcess process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * How to start it.
     *
     * @param local the folder with the unpacked distribution `keycloak-…`
     * @param run a folder for this server alone
     * @param port the port on loopback
     * @param consoleUrl where the console answers, as the browser sees it
     * @param log takes the server's messages
     */
    public record Plan(Path local, Path run, int port, String consoleUrl, Path log) {}

    /**
     * Starts the server without waiting for it; {@link #awaitReady} does. Before its first start it is built, which
     * takes about a minute.
     *
     * @throws IllegalStateException when the distribution was not unpacked, or its own build fails
     */
    public static KeycloakServer start(Plan plan) {
        Path distribution = distribution(plan.local());
        build(distribution, plan);
        try {
            writeHome(distribution, plan);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot prepare Keycloak in " + plan.run(), e);
        }
        return new KeycloakServer(
                launch(
                        plan,
                        plan.run(),
                        List.of(
                                "start",
                                "--optimized",
                                "--import-realm",
                                "--http-enabled=true",
                                "--http-host=127.0.0.1",
                                "--http-port=" + plan.port(),
                                "--hostname=http://localhost:" + plan.port(),
                                "--cache=local",
                                "--log-level=WARN,org.keycloak.services:INFO,io.quarkus:INFO")),
                plan.port());
    }

    /** The address of the server; tokens carry it, so all callers use this one. */
    public String url() {
        return "http://localhost:" + port;
    }

    /** The address of the realm: `quarkus.oidc.auth-server-url`. */
    public String realmUrl() {
        return url() + "/realms/" + ExampleRealm.NAME;
    }

    /** The server's process. */
    public ChildProcess process() {
        return process;
    }

    /** Whether the realm answers now. */
    public boolean isReady() {
        HttpRequest request = HttpRequest.newBuilder(URI.create(realmUrl() + "/.well-known/openid-configuration"))
                .timeout(Duration.ofSeconds(10))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /**
     * Waits until the realm answers.
     *
     * @throws IllegalStateException with the last messages when it does not within three minutes
     */
    public void awaitReady() {
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (!isReady()) {
            if (!process.isAlive()
                    || System.nanoTime() > deadline
                    || Thread.currentThread().isInterrupted()) {
                throw new IllegalStateException("Keycloak does not answer:\n" + process.lastLines(30));
            }
            process.awaitEnd(Duration.ofMillis(250));
        }
    }

    /** Ends the server; nothing is lost, as it keeps nothing. */
    @Override
    public void close() {
        process.stop(Duration.ofSeconds(5));
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

    private static void build(Path distribution, Plan plan) {
        Path stamp = distribution.resolve("built-for-tidewatch");
        try (FileChannel lock = FileChannel.open(
                distribution.resolve("build.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            lock.lock();
            if (Files.exists(stamp)) {
                return;
            }
            ChildProcess build = launch(plan, distribution, List.of("build", "--db=dev-mem", "--cache=local"));
            if (!build.awaitEnd(START_LIMIT) || build.exitCode() != 0) {
                build.kill();
                throw new IllegalStateException("Keycloak's own build failed:\n" + build.lastLines(30));
            }
            Files.createFile(stamp);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot build Keycloak in " + distribution, e);
        }
    }

    /** A home of its own for this server, so that two can run from one distribution. */
    private static void writeHome(Path distribution, Plan plan) throws IOException {
        Path imports = plan.run().resolve("data/import");
        Files.createDirectories(imports);
        for (String shared : List.of("lib", "providers", "conf", "themes")) {
            Path link = plan.run().resolve(shared);
            Files.deleteIfExists(link);
            Files.createSymbolicLink(link, distribution.resolve(shared).toAbsolutePath());
        }
        new ObjectMapper()
                .writeValue(
                        imports.resolve(ExampleRealm.NAME + "-realm.json").toFile(),
                        ExampleRealm.definition(plan.consoleUrl()));
    }

    /** Starts its Java directly: the script would stand between us and the process. */
    private static ChildProcess launch(Plan plan, Path home, List<String> arguments) {
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
                "Keycloak", Stream.concat(java.stream(), arguments.stream()).toList(), Map.of(), home, plan.log()));
    }
}
