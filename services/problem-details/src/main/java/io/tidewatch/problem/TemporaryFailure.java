package io.tidewatch.problem;

import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.sqlclient.ClosedConnectionException;
import io.vertx.sqlclient.DatabaseException;
import java.io.IOException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/** Failures that pass, mostly of the database: the same work may succeed later without a change of the request. */
public final class TemporaryFailure {

    /** Deadlock and serialization failure: PostgreSQL has rolled the transaction back, so nothing of it was kept. */
    private static final Set<String> ROLLED_BACK = Set.of("40001", "40P01");

    /**
     * Connection lost, transaction rolled back, resources exhausted (a full disk too), lock not available, statement or server
     * stopped; a server that became a standby; a user, password or database that the server does not know at present.
     */
    private static final List<String> PASSING =
            List.of("08", "40", "53", "55P03", "57", "25P03", "25006", "28", "3D000");

    /** How messages of the client begin when it lost a connection or did not get one; their types say nothing. */
    private static final List<String> LOST = List.of(
            "Timeout waiting for connection",
            "Connection is not active now",
            "SSL handshake failed",
            "Pending requests failed to be sent",
            "Connection was closed");

    /** All that the pool of the client says when no connection became free in time. */
    private static final String NO_CONNECTION_IN_TIME = "Timeout";

    /** How Linux says that a file system is full; no type of Java does. */
    private static final List<String> DISK_FULL = List.of("No space left on device", "Disk quota exceeded");

    private static final String CANCELLED = "57014";

    private static final int RETRIES = 2;

    private TemporaryFailure() {}

    /** Whether a failure, or one of its causes, is expected to pass by itself. */
    public static boolean isIn(Throwable failure) {
        return anyCause(failure, cause -> {
            String state = sqlState(cause);
            return state != null && PASSING.stream().anyMatch(state::startsWith)
                    || cause instanceof ProblemException problem && problem.type() == RequestProblem.UNAVAILABLE
                    || cause instanceof ConnectionPoolTooBusyException
                    || cause instanceof ClosedConnectionException
                    || cause instanceof SocketException
                    || cause instanceof UnknownHostException
                    || cause instanceof SSLException
                    // Why a certificate was not accepted, where only the cause of a failed TLS connection is reported.
                    || cause instanceof CertificateException
                    || cause instanceof CertPathBuilderException
                    || cause instanceof CertPathValidatorException
                    || cause instanceof ClosedChannelException
                    || cause instanceof TimeoutException
                    || cause instanceof java.util.concurrent.TimeoutException
                    || cause instanceof IOException && isDiskFull(cause)
                    || NO_CONNECTION_IN_TIME.equals(cause.getMessage())
                    || LOST.stream().anyMatch(String.valueOf(cause.getMessage())::startsWith)
                    // From the pool of JDBC, when all of its connections are in use.
                    || cause instanceof SQLException
                            && state == null
                            && String.valueOf(cause.getMessage())
                                    .toLowerCase(Locale.ROOT)
                                    .contains("acquisition timeout");
        });
    }

    /** Whether the database cancelled a statement, mostly because it exceeded the limit of time for statements. */
    public static boolean isCancelledStatement(Throwable failure) {
        return anyCause(failure, cause -> CANCELLED.equals(sqlState(cause)));
    }

    /**
     * Runs a transaction again, at most twice, when PostgreSQL has rolled it back because of a deadlock or a conflict with
     * another transaction. Lock timeouts are not retried: the caller has waited long enough.
     *
     * @param transaction begins a new transaction with every subscription
     */
    public static <T> Uni<T> retried(Uni<T> transaction) {
        return transaction.onFailure(TemporaryFailure::isRolledBack).retry().atMost(RETRIES);
    }

    /** Whether the database rolled a transaction back because of a deadlock or a conflict, also with the replay of a standby. */
    public static boolean isRolledBack(Throwable failure) {
        return anyCause(failure, cause -> {
            String state = sqlState(cause);
            return state != null && ROLLED_BACK.contains(state);
        });
    }

    private static boolean anyCause(Throwable failure, Predicate<Throwable> test) {
        // Bounded, because causes may form a circle.
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .limit(20)
                .anyMatch(test);
    }

    private static boolean isDiskFull(Throwable cause) {
        return DISK_FULL.stream().anyMatch(String.valueOf(cause.getMessage())::endsWith);
    }

    private static String sqlState(Throwable cause) {
        return switch (cause) {
            case DatabaseException database -> database.getSqlState();
            case SQLException sql -> sql.getSQLState();
            default -> null;
        };
    }
}
