package io.tidewatch.ingestion.record;

import io.tidewatch.testsuite.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.flywaydb.core.Flyway;

/**
 * The tables of the service in a database of their own, in a transaction of the administrator that is rolled back: tests may alter
 * them without a service that waits for their locks.
 */
final class MigratedTables implements AutoCloseable {

    private final Connection connection;

    MigratedTables() throws SQLException {
        TestDatabase database = TestDatabase.named("migrated_tables");
        Flyway.configure()
                .dataSource(database.jdbcUrl(), "ingestion", "ingestion")
                .locations("db/feed", "db/business-time", "db/audit", "db/migration")
                .load()
                .migrate();
        connection = database.administer();
        connection.setAutoCommit(false);
        execute("set local search_path = ingestion");
    }

    void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The first column of a query. */
    List<String> texts(String query) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
        }
        return texts;
    }

    @Override
    public void close() throws SQLException {
        connection.rollback();
        connection.close();
    }
}
