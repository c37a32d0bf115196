package io.tidewatch.testsuite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TestDatabaseTest {

    @ParameterizedTest
    @ValueSource(strings = {"ingestion", "rules", "dispatch", "reporting"})
    void aServiceCreatesItsTablesInItsOwnSchema(String schema) throws SQLException {
        try (Connection connection = TestDatabase.shared().connect(schema)) {
            connection.createStatement().execute("create table if not exists probe (id int)");

            assertThat(only(
                            connection,
                            "select schemaname from pg_tables where tablename = 'probe' and tableowner = '" + schema
                                    + "'"))
                    .isEqualTo(schema);
        }
    }

    @Test
    void aServiceSeesNothingOfTheOthers() throws SQLException {
        try (Connection owner = TestDatabase.shared().connect("rules");
                Connection other = TestDatabase.shared().connect("reporting")) {
            owner.createStatement().execute("create table if not exists secret_rules (id int)");

            assertThatThrownBy(() -> only(other, "select count(*) from rules.secret_rules"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("permission denied");
        }
    }

    @ParameterizedTest
    @CsvSource({"idle_in_transaction_session_timeout,10s", "lock_timeout,5s", "statement_timeout,30s"})
    void everySessionOfAServiceHasItsLimits(String setting, String limit) throws SQLException {
        try (Connection connection =
                DriverManager.getConnection(TestDatabase.shared().jdbcUrl(), "dispatch", "dispatch")) {
            assertThat(only(connection, "show " + setting)).isEqualTo(limit);
        }
    }

    @Test
    void aTestMayHoldALockForAsLongAsItTakes() throws SQLException {
        try (Connection connection = TestDatabase.shared().connect("dispatch")) {
            assertThat(only(connection, "show idle_in_transaction_session_timeout"))
                    .isEqualTo("0");
        }
    }

    @Test
    void aNamedDatabaseIsApartFromTheSharedOne() throws SQLException {
        try (Connection connection = TestDatabase.named("apart").connect("rules")) {
            assertThat(only(connection, "select current_database()")).isEqualTo("apart");
        }
    }

    @Test
    void anUnknownSchemaIsRefusedByName() {
        assertThatThrownBy(() -> TestDatabase.shared().settings("rulez"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("rulez")
                .hasMessageContaining("ingestion, rules, dispatch, reporting");
    }

    private static String only(Connection connection, String query) throws SQLException {
        try (ResultSet rows = connection.createStatement().executeQuery(query)) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }
}
