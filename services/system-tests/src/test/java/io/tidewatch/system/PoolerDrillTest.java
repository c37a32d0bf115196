package io.tidewatch.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.suite.Checkout;
import io.tidewatch.suite.SuitePort;
import io.tidewatch.suite.SuiteSettings;
import io.tidewatch.suite.postgres.PgBouncer;
import io.tidewatch.suite.postgres.PostgresBinaries;
import io.tidewatch.suite.postgres.PostgresServer;
import io.tidewatch.suite.postgres.PostgresServer.Durability;
import io.tidewatch.suite.postgres.TidewatchDatabase;
import io.tidewatch.suite.service.ServiceInstance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Two replicas of account-ingestion share five connections of the server through PgBouncer in transaction mode. With
 * {@code -Dtidewatch.pooler=transaction} the whole suite of the other tests runs behind it.
 */
@Order(8)
@EnabledIfSystemProperty(named = "tidewatch.drills", matches = "full")
class PoolerDrillTest {

    private static final int REPLICAS = 2;
    private static final int WRITERS = 8;
    private static final int ACCOUNTS_EACH = 50;
    private static final int IMPORTED = 2_000;

    private final Path folder = World.folder();

    @Test
    void replicasShareFiveConnectionsAndEveryStatementIsTheirOwn() throws Exception {
        SuiteSettings settings = SuiteSettings.apart(Checkout.current(), folder, false);
        try (PostgresServer server = server(settings);
                PgBouncer pooler = TestPooler.start(settings);
                IngestionAlone ingestion = new IngestionAlone(settings, TestPooler.settings(pooler), REPLICAS)) {
            List<String> jobs = List.of(
                    ingestion.importAccounts(0, "first-", IMPORTED), ingestion.importAccounts(1, "second-", IMPORTED));
            CompletableFuture.allOf(IntStream.range(0, WRITERS)
                            .mapToObj(writer -> CompletableFuture.runAsync(() -> writeAndRead(ingestion, writer)))
                            .toArray(CompletableFuture[]::new))
                    .join();
            for (String job : jobs) {
                World.eventually(() -> assertThat(ingestion.stateOf(job)).isEqualTo("DONE"));
            }

            assertThat(number(server, "select count(*) from ingestion.account"))
                    .isEqualTo(WRITERS * ACCOUNTS_EACH + 2 * IMPORTED);
            assertThat(number(server, "select count(*) from pg_stat_activity where usename = 'ingestion'"))
                    .isBetween(1, TestPooler.POOL_SIZE);
            for (ServiceInstance replica : ingestion.replicas()) {
                assertThat(problems(replica)).isEmpty();
            }
        }
    }

    /** Each account is read back from the other replica. */
    private static void writeAndRead(IngestionAlone ingestion, int writer) {
        for (int i = 0; i < ACCOUNTS_EACH; i++) {
            String account = "written-" + writer + "-" + i;
            assertThat(ingestion.create(i % REPLICAS, account)).isEqualTo(201);
            assertThat(ingestion
                            .api((i + 1) % REPLICAS)
                            .get("/v1/accounts/" + account)
                            .expect(200)
                            .json()
                            .get("name")
                            .asText())
                    .isEqualTo("Name of " + account);
        }
    }

    private PostgresServer server(SuiteSettings settings) throws SQLException {
        PostgresServer server = PostgresServer.start(new PostgresServer.Plan(
                PostgresBinaries.unpackedIn(Checkout.current().local()),
                folder.resolve("postgresql"),
                settings.port(SuitePort.POSTGRESQL),
                "postgres",
                folder.resolve("postgresql.log"),
                Durability.FORGETFUL));
        TidewatchDatabase.createIn(server::administer, TidewatchDatabase.NAME);
        return server;
    }

    private static int number(PostgresServer server, String sql) throws SQLException {
        try (Connection connection = server.administer(TidewatchDatabase.NAME);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private static List<String> problems(ServiceInstance replica) throws IOException {
        return Files.readAllLines(replica.process().log()).stream()
                .filter(line -> line.contains(" ERROR ") || line.contains("prepared statement"))
                .toList();
    }
}
