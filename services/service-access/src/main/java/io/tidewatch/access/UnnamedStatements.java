package io.tidewatch.access;

import io.agroal.api.AgroalPoolInterceptor;
import io.tidewatch.access.DatabaseConfig.Pooler;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.PGConnection;

/**
 * Behind a pooler in transaction mode, JDBC does not name statements to run them again: the next transaction may get another
 * connection of the server, which does not know them. What {@link BoundedPool} does for the reactive client.
 */
@Singleton
public class UnnamedStatements implements AgroalPoolInterceptor {

    private final DatabaseConfig config;

    public UnnamedStatements(DatabaseConfig config) {
        this.config = config;
    }

    @Override
    public void onConnectionCreate(Connection connection) {
        if (config.pooler() == Pooler.TRANSACTION) {
            try {
                connection.unwrap(PGConnection.class).setPrepareThreshold(0);
            } catch (SQLException e) {
                throw new IllegalStateException("Statements of a new connection cannot stay unnamed", e);
            }
        }
    }
}
