package io.tidewatch.access;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The connections over which Flyway migrates, without the limits of the database user: a new index on a large table takes
 * longer than any statement of the service may, and the connection with the lock is idle all that time. The limits are lifted
 * for the open transactions only, because behind a pooler the same session serves others next. Waiting for locks of
 * tables stays limited: others queue up behind it.
 */
final class MigrationConnections extends PGSimpleDataSource implements Callback {

    private static final long serialVersionUID = 1L;

    private final transient List<Connection> open = new ArrayList<>();

    @Override
    public Connection getConnection() throws SQLException {
        Connection connection = super.getConnection();
        synchronized (open) {
            open.add(connection);
        }
        return connection;
    }

    @Override
    public boolean supports(Event event, Context context) {
        return event == Event.BEFORE_EACH_MIGRATE;
    }

    @Override
    public boolean canHandleInTransaction(Event event, Context context) {
        return true;
    }

    @Override
    public void handle(Event event, Context context) {
        try {
            for (Connection connection : stillOpen()) {
                if (!connection.getAutoCommit()) {
                    liftLimits(connection);
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException("The limits could not be lifted for a migration", e);
        }
    }

    @Override
    public String getCallbackName() {
        return "without-limits";
    }

    private List<Connection> stillOpen() throws SQLException {
        synchronized (open) {
            for (Connection connection : List.copyOf(open)) {
                if (connection.isClosed()) {
                    open.remove(connection);
                }
            }
            return List.copyOf(open);
        }
    }

    private static void liftLimits(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("set local statement_timeout = 0");
            statement.execute("set local idle_in_transaction_session_timeout = 0");
        }
    }
}
