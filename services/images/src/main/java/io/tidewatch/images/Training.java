package io.tidewatch.images;

import io.tidewatch.suite.Checkout;
import io.tidewatch.suite.FolderTree;
import io.tidewatch.suite.SuitePort;
import io.tidewatch.suite.SuiteSecrets;
import io.tidewatch.suite.SuiteSettings;
import io.tidewatch.suite.keycloak.KeycloakServer;
import io.tidewatch.suite.postgres.PostgresBinaries;
import io.tidewatch.suite.postgres.PostgresServer;
import io.tidewatch.suite.postgres.PostgresServer.Durability;
import io.tidewatch.suite.postgres.TidewatchDatabase;
import io.tidewatch.suite.process.ChildProcess;
import io.tidewatch.suite.process.Readiness;
import io.tidewatch.suite.service.ServiceSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes the start-up caches: a service starts once from the files of its image, against a PostgreSQL of its own, and
 * the classes that it loaded until it was ready are stored as the JVM needs them, with what it learned about them. PostgreSQL and
 * Keycloak are there, so the service warms up with requests of its own; the other services are not.
 */
final class Training implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofMinutes(4);
    /** The cache is written after the service has ended, before its process does. */
    private static final Duration WRITE_LIMIT = Duration.ofMinutes(4);

    private final Checkout checkout;
    private final Path work;
    private final SuiteSettings settings;
    private PostgresServer postgres;
    private KeycloakServer keycloak;

    /**
     * Prepares trainings; PostgreSQL and Keycloak start with the first.
     *
     * @param work a folder that keeps caches for the next time
     */
    Training(Checkout checkout, Path work) {
        this.checkout = checkout;
        this.work = work;
        this.settings = SuiteSettings.apart(checkout, work.resolve("run"), false);
    }

    /**
     * The cache of a service; one that was written for the same files is taken again.
     *
     * @param layers with the Java runtime and the service
     * @throws IllegalStateException with the last messages of a service that does not start
     */
    Path cacheOf(String service, List<Layer> layers) throws IOException {
        Path cache = work.resolve(service + "-" + keyOf(layers) + ".aot");
        if (!Files.exists(cache)) {
            Path root = work.resolve(service + "-root");
            FolderTree.delete(root);
            for (Layer layer : layers) {
                layer.copyInto(root);
            }
            startServers();
            Path half = work.resolve(service + "-half.aot");
            Files.deleteIfExists(half);
            train(service, root, half);
            Files.move(half, cache, StandardCopyOption.ATOMIC_MOVE);
            FolderTree.delete(root);
        }
        return cache;
    }

    /** Ends PostgreSQL and Keycloak. */
    @Override
    public void close() {
        if (keycloak != null) {
            keycloak.close();
        }
        if (postgres != null) {
            postgres.close();
        }
    }

    private void train(String service, Path root, Path cache) {
        List<String> command = ImageLayout.command(root.toString(), Optional.of("-XX:AOTCacheOutput=" + cache));
        int port = settings.port(SuitePort.of(service));
        int managementPort = settings.port(SuitePort.managementOf(service));
        Map<String, String> environment =
                ServiceSettings.asEnvironment(new ServiceSettings(settings, SuiteSecrets.in(settings.local()))
                        .of(service, service + "-training", port, managementPort));
        // The room of a small container.
        environment.put("JAVA_TOOL_OPTIONS", "-Xmx512m");
        ChildProcess process = ChildProcess.start(new ChildProcess.Plan(
                service,
                command,
                environment,
                Path.of(root + ImageLayout.APP),
                settings.local().resolve("log/" + service + ".log")));
        try {
            String management = "http://localhost:" + managementPort;
            new Readiness(service, process, management + "/q/health/ready").await(START_LIMIT);
            for (String page : List.of(
                    management + "/q/health/live",
                    management + "/q/metrics",
                    "http://localhost:" + port + "/v1/clock")) {
                ask(page);
            }
        } finally {
            process.stop(WRITE_LIMIT);
        }
        if (!Files.exists(cache)) {
            throw new IllegalStateException("The start-up cache of " + service + " was not written; the log "
                    + process.log() + " ends with:\n" + process.lastLines(25));
        }
    }

    private static void ask(String page) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(page))
                .timeout(Duration.ofSeconds(30))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            // Any answer will do, a refusal too: what counts is the code that wrote it.
            client.send(request, HttpResponse.BodyHandlers.discarding());
        } catch (IOException e) {
            throw new IllegalStateException("The service that trains does not answer at " + page, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while a service trained", e);
        }
    }

    private void startServers() throws IOException {
        if (postgres != null) {
            return;
        }
        FolderTree.delete(settings.local());
        try {
            postgres = PostgresServer.start(new PostgresServer.Plan(
                    PostgresBinaries.unpackedIn(checkout.local()),
                    settings.local().resolve("postgresql"),
                    settings.port(SuitePort.POSTGRESQL),
                    "training",
                    settings.local().resolve("log/postgresql.log"),
                    Durability.FORGETFUL));
            TidewatchDatabase.createIn(postgres::administer, TidewatchDatabase.NAME);
        } catch (SQLException e) {
            throw new IllegalStateException("PostgreSQL refused to create the database: " + e.getMessage(), e);
        }
        keycloak = KeycloakServer.start(new KeycloakServer.Plan(
                checkout.local(),
                settings.local().resolve("keycloak"),
                settings.port(SuitePort.KEYCLOAK),
                settings.local().resolve("log/keycloak.log"),
                Optional.empty()));
        keycloak.awaitReady();
    }

    private static String keyOf(List<Layer> layers) throws IOException {
        MessageDigest digest = Layer.newSha256();
        digest.update(String.join(" ", ImageLayout.OPTIONS).getBytes(StandardCharsets.UTF_8));
        for (Layer layer : layers) {
            layer.addTo(digest);
        }
        return HexFormat.of().formatHex(digest.digest(), 0, 8);
    }
}
