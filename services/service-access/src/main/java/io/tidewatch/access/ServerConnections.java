package io.tidewatch.access;

import io.tidewatch.problem.FailureText;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.spi.PgDriver;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.spi.ConnectionFactory;
import java.net.ConnectException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import javax.net.ssl.SSLHandshakeException;

/**
 * Opens connections to the primary, the one of several servers that accepts writes. Any server may become it at any time, so
 * every new connection is asked. One to a standby is closed before anybody uses it, and the next server is tried. With one server,
 * this keeps out connections to a standby that an address leads to for a while after a failover.
 *
 * <p>Where a standby will do, the servers are tried in their order each time, and the first that answers is used.
 */
final class ServerConnections implements Function<Context, Future<SqlConnection>> {

    /** What JDBC asks, too, when it looks for a primary. */
    private static final String READ_ONLY = "show transaction_read_only";

    private static final String HANDSHAKE_FAILED = "SSL handshake failed";

    private final ConnectionFactory servers;
    private final List<PgConnectOptions> addresses;
    private final int tryMillis;
    private final LostAnswers lost;
    private final boolean standbyWillDo;
    private volatile int lastPrimary;

    /**
     * @param addresses     at least one
     * @param tryMillis     how long one server may take until the next is tried
     * @param lost          closes connections that fall silent
     * @param standbyWillDo whether the first server that answers is used, whatever it is
     */
    ServerConnections(
            Vertx vertx, List<PgConnectOptions> addresses, int tryMillis, LostAnswers lost, boolean standbyWillDo) {
        this.servers = PgDriver.INSTANCE.createConnectionFactory(vertx, addresses.getFirst());
        this.addresses = addresses;
        this.tryMillis = tryMillis;
        this.lost = lost;
        this.standbyWillDo = standbyWillDo;
        // Otherwise it is closed when it is collected, perhaps after what it is closed with.
        ((VertxInternal) vertx).addCloseHook(servers);
    }

    @Override
    public Future<SqlConnection> apply(Context context) {
        return from(standbyWillDo ? 0 : lastPrimary, context, new ArrayList<>());
    }

    private Future<SqlConnection> from(int place, Context context, List<String> failures) {
        PgConnectOptions address = addresses.get(place);
        Future<SqlConnection> opening = servers.connect(context, address)
                .recover(failure -> Future.failedFuture(withReason(failure, address)))
                .compose(this::suitable);
        Future<SqlConnection> inTime = opening.timeout(tryMillis, TimeUnit.MILLISECONDS);
        opening.onSuccess(connection -> {
            if (inTime.failed()) {
                connection.close();
            }
        });
        return inTime.onSuccess(connection -> lastPrimary = place).recover(failure -> {
            if (addresses.size() == 1) {
                return Future.failedFuture(failure);
            }
            failures.add(address.getHost() + ":" + address.getPort() + ": " + FailureText.of(failure));
            return failures.size() < addresses.size()
                    ? from((place + 1) % addresses.size(), context, failures)
                    : Future.failedFuture(new ConnectException((standbyWillDo ? "No server" : "No primary")
                            + " answers (" + String.join("; ", failures) + ")"));
        });
    }

    /** Of a failed handshake, the client does not report the cause. */
    private static Throwable withReason(Throwable failure, PgConnectOptions address) {
        if (HANDSHAKE_FAILED.equals(failure.getMessage())
                && address.getTrustOptions() instanceof CertificateCheck check
                && check.rejection().isPresent()) {
            return new SSLHandshakeException(HANDSHAKE_FAILED)
                    .initCause(check.rejection().get());
        }
        return failure;
    }

    private Future<SqlConnection> suitable(SqlConnection connection) {
        lost.watch(connection);
        // A pooler accepts connections while its server is away; only the answer shows that it is there.
        return connection
                .query(READ_ONLY)
                .execute()
                .<SqlConnection>compose(rows ->
                        standbyWillDo || rows.iterator().next().getString(0).equals("off")
                                ? Future.succeededFuture(connection)
                                : Future.failedFuture(new ConnectException("The server is a standby")))
                .onFailure(failure -> connection.close());
    }
}
