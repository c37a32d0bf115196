package io.tidewatch.problem;

import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.VertxException;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.sqlclient.ClosedConnectionException;
import io.vertx.sqlclient.DatabaseException;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Failures of the database that pass: the same work may succeed a moment later. */
public final class TemporaryFailure {

    /** Deadlock and serialization failure: PostgreSQL has rolled the transaction back, so nothing of it was kept. */
    private static final Set<String> ROLLED_BACK = Set.of("40001", "40P01");

    /** Connection lost, transaction rolled back, resources exhausted, lock not available, statement or server stopped. */
    private static final List<String> PASSING = List.of("08", "40", "53", "55P03", "57", "25P03");

    private static final int RETRIES = 2;

    private TemporaryFailure() {}

    /** Whether a failure, or one of its causes, is expected to pass by itself. */
    public static boolean isIn(Throwable failure) {
        return anyCause(failure, cause -> {
            String state = sqlState(cause);
            return state != null && PASSING.stream().anyMatch(state::startsWith)
                    || cause instanceof ConnectionPoolTooBusyException
                    || cause instanceof ClosedConnectionException
                    || cause instanceof SocketException
                    || cause instanceof ClosedChannelException
                    || cause instanceof TimeoutException
                    || cause instanceof VertxException
                            && String.valueOf(cause.getMessage()).startsWith("Timeout waiting for connection")
                    // From the pool of JDBC, when all of its connections are in use.
                    || cause instanceof SQLException
                            && state == null
                            && String.valueOf(cause.getMessage())
                                    .toLowerCase(Locale.ROOT)
                                    .contains("acquisition timeout");
        });
    }

    /**
     * Runs a transaction again, at most twice, when PostgreSQL has rolled it back because of a deadlock or a conflict with
     * another transaction. Lock timeouts are not retried: the caller has waited long enough.
     *
     * @param transaction begins a new transaction with every subscription
     */
    public static <T> Uni<T> retried(Uni<T> transaction) {
        return transaction
                .onFailure(failure -> anyCause(failure, cause -> {
                    String state = sqlState(cause);
                    return state != null && ROLLED_BACK.contains(state);
                }))
                .retry()
                .atMost(RETRIES);
    }

    private static boolean anyCause(Throwable failure, Predicate<Throwable> test) {
        // Bounded, because causes may form a circle.
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .limit(20)
                .anyMatch(test);
    }

    private static String sqlState(Throwable cause) {
        return switch (cause) {
            case DatabaseException database -> database.getSqlState();
            case SQLException sql -> sql.getSQLState();
            default -> null;
        };
    }
}
