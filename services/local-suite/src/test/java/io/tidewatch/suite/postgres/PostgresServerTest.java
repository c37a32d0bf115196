package io.tidewatch.suite.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.suite.Checkout;
import io.tidewatch.suite.FreePort;
import io.tidewatch.suite.postgres.PostgresServer.Durability;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresServerTest {

    @TempDir
    Path folder;

    @Test
    void theDataOfTheSuiteSurviveAKilledServer() throws SQLException {
        try (PostgresServer server = start()) {
            TidewatchDatabase.createIn(server::administer, TidewatchDatabase.NAME);
            try (Connection connection = server.administer(TidewatchDatabase.NAME)) {
                for (String setting : new String[] {"fsync", "synchronous_commit", "full_page_writes"}) {
                    assertThat(only(connection, "show " + setting)).as(setting).isEqualTo("on");
                }
                assertThat(only(connection, "show listen_addresses")).isEqualTo("127.0.0.1");
                connection.createStatement().execute("create table kept as select 42 as answer");
            }
            server.process().kill();
        }

        try (PostgresServer server = start();
                Connection connection = server.administer(TidewatchDatabase.NAME)) {
            assertThat(only(connection, "select answer from kept")).isEqualTo("42");
            // Once more changes nothing, and takes nothing away.
            TidewatchDatabase.createIn(server::administer, TidewatchDatabase.NAME);
            assertThat(only(
                            connection,
                            "select count(*) from pg_namespace where nspname in"
                                    + " ('ingestion', 'rules', 'dispatch', 'reporting')"))
                    .isEqualTo("4");
        }
    }

    private PostgresServer start() {
        return PostgresServer.start(new PostgresServer.Plan(
                PostgresBinaries.unpackedIn(Checkout.current().local()),
                folder.resolve("data"),
                FreePort.find(),
                "secret",
                folder.resolve("postgresql.log"),
                Durability.DURABLE));
    }

    private static String only(Connection connection, String query) throws SQLException {
        try (ResultSet rows = connection.createStatement().executeQuery(query)) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }
}
