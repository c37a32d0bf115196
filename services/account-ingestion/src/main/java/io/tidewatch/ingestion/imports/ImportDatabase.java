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

    /** What a transaction does. */
    @FunctionalInterface
    interface Work<T> {

        /** Works in the transaction, which is committed unless this fails. */
        T in(ImportTransaction tx) throws SQLException;
    }

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

    /** Runs a transaction; fails with {@link Refused}, or with what the work throws. */
    <T> T transaction(Work<T> work) {
        try (Connection connection = connections.getConnection()) {
            connection.setAutoCommit(false);
            boolean done = false;
            try {
                useIndexes(connection);
                T result = work.in(new ImportTransaction(connection));
                connection.commit();
                done = true;
                return result;
            } finally {
                if (!done) {
                    connection.rollback();
                }
            }
        } catch (SQLException e) {
            throw new Refused(e);
        }
    }

    /**
     * A plan that PostgreSQL kept from when a table was empty would compare every row of the table with every id of a batch, until
     * statistics are renewed. So imports find rows through indexes, however small a table is.
     */
    private static void useIndexes(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("set local enable_seqscan = off");
        }
    }
}
