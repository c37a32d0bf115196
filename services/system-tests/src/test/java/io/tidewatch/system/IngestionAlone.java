package io.tidewatch.system;

import io.tidewatch.suite.Checkout;
import io.tidewatch.suite.FreePort;
import io.tidewatch.suite.Progress;
import io.tidewatch.suite.SuiteSecrets;
import io.tidewatch.suite.SuiteSettings;
import io.tidewatch.suite.example.ShippedMapping;
import io.tidewatch.suite.postgres.PostgresBinaries;
import io.tidewatch.suite.postgres.PostgresServer;
import io.tidewatch.suite.postgres.PostgresServer.Durability;
import io.tidewatch.suite.service.ServiceFleet;
import io.tidewatch.suite.service.ServiceInstance;
import io.tidewatch.testsuite.TestTokens;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Replicas of account-ingestion without the other services and without Keycloak, for drills of its database. */
final class IngestionAlone implements AutoCloseable {

    private static final String SERVICE = "account-ingestion";

    private final Progress progress = new Progress(System.out, Clock.systemUTC());
    private final ServiceFleet fleet;

    /** Starts the replicas and waits until they are ready. */
    IngestionAlone(SuiteSettings suite, Map<String, String> database, int replicas) {
        SuiteSettings settings = suite.only(SERVICE);
        for (Map<String, String> more : List.of(TestTokens.settings(), database)) {
            for (Map.Entry<String, String> setting : more.entrySet()) {
                settings = settings.with(SERVICE, setting.getKey(), setting.getValue());
            }
        }
        fleet = new ServiceFleet(settings, SuiteSecrets.in(settings.local()), progress);
        fleet.start(SERVICE, replicas);
        fleet.awaitReady(SERVICE);
    }

    /** A database server for such replicas, with its data below a folder; they do not outlive a crash of the machine. */
    static PostgresServer server(Path folder) {
        return PostgresServer.start(new PostgresServer.Plan(
                PostgresBinaries.unpackedIn(Checkout.current().local()),
                folder.resolve("data"),
                FreePort.find(),
                "postgres",
                folder.resolve("postgres.log"),
                Durability.FORGETFUL));
    }

    List<ServiceInstance> replicas() {
        return fleet.instances(SERVICE);
    }

    Api api(int replica) {
        return new Api(replicas().get(replica).url(), () -> TestTokens.withRoles("integration", "admin"));
    }

    /** Whether a replica says that it can serve requests. */
    boolean isReady(int replica) {
        return new Api(replicas().get(replica).managementUrl(), () -> null)
                        .get("/q/health/ready")
                        .status()
                == 200;
    }

    /** Creates an account; gives the status. */
    int create(int replica, String account) {
        return api(replica)
                .put("/v1/accounts/" + account, "{\"name\": \"Name of " + account + "\"}", "If-None-Match", "*")
                .status();
    }

    /** Starts an import of so many accounts, named after the prefix; gives the job. */
    String importAccounts(int replica, String prefix, int count) {
        String rows = IntStream.range(0, count)
                .mapToObj(i -> prefix + i + ",Name of " + prefix + i + ",SMB,SEAT_BASED,ENGAGEMENT,,DE,,,2026-01-05\n")
                .collect(Collectors.joining("", String.join(",", ShippedMapping.ACCOUNTS.columns()) + "\n", ""));
        return api(replica)
                .post(
                        "/v1/imports?mapping=" + ShippedMapping.ACCOUNTS.mappingName() + "&completeThrough="
                                + LocalDate.now(ZoneOffset.UTC),
                        "text/csv",
                        rows.getBytes(StandardCharsets.UTF_8))
                .expect(202)
                .json()
                .get("id")
                .asText();
    }

    /** Ends all replicas in good order and starts as many. */
    void restart() {
        fleet.restart(SERVICE);
    }

    /** The state of an import. */
    String stateOf(String job) {
        return api(0).get("/v1/imports/" + job).expect(200).json().get("state").asText();
    }

    @Override
    public void close() {
        fleet.close();
        progress.close();
    }
}
