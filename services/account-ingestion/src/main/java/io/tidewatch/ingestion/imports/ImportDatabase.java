package io.tidewatch.ingestion.imports;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/**
 * Transactions over JDBC, because the reactive client has no COPY. They block, so only the threads of an import use them.
 */
@ApplicationScoped
public class ImportDatabase {

    /** The database has refused the work, and nothing of it was stored; the cause says why. */
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Refused(SQLException cause) {
            super(cause.getMessage(), cause);
        }
    }

    private final DataSource connections;

    ImportDatabase(DataSource connections) {
        this.connections = connections;
    }

    /** Begins a transaction, which the caller closes; fails with {@link Refused}. */
    ImportTransaction begin() {
        try {
            Connection connection = connections.getConnection();
            boolean begun = false;
            try {
                connection.setAutoCommit(false);
                useIndexes(connection);
                begun = true;
                return new ImportTransaction(connection);
            } finally {
                if (!begun) {
                    connection.close();
                }
            }
        } catch (SQLException e) {
            throw new Refused(e);
        }
    }

    /**
     * A plan that PostgreSQL kept from when a table was empty would compare every row of the table with every id of a batch, until
     * statistics are renewed. So imports find rows through indexes, however small a table is, and every statement is planned for the size
     * that its tables have.
     */
    private static void useIndexes(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("set local enable_seqscan = off; set local plan_cache_mode = force_custom_plan");
        }
    }
}
