package io.tidewatch.problem;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.Uni;
import io.vertx.core.VertxException;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.impl.NoStackTraceThrowable;
import io.vertx.sqlclient.ClosedConnectionException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.file.FileSystemException;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TemporaryFailureTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "55P03", "40P01", "40001", "57014", "57P01", "53300", "53100", "08006", "25P03", "57P03", "25006",
                "28P01"
            })
    void locksDeadlocksAndLostConnectionsPass(String sqlState) {
        assertThat(TemporaryFailure.isIn(new IllegalStateException(new SQLException("", sqlState))))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"23505", "22P02", "55006", "XX000"})
    void violatedConstraintsAndFaultsOfTheDataDoNot(String sqlState) {
        assertThat(TemporaryFailure.isIn(new SQLException("", sqlState))).isFalse();
    }

    @Test
    void anExhaustedPoolPasses() {
        assertThat(List.of(
                        new ConnectionPoolTooBusyException("Connection pool reached max wait queue size of 1"),
                        new VertxException("Timeout waiting for connection", true),
                        new NoStackTraceThrowable("Timeout"),
                        new SQLException("Sorry, acquisition timeout!"),
                        new SQLException("Acquisition timeout while waiting for new connection"),
                        ClosedConnectionException.INSTANCE))
                .allMatch(TemporaryFailure::isIn);
        assertThat(List.of(new VertxException("Something else", true), new SQLException("Something else")))
                .noneMatch(TemporaryFailure::isIn);
    }

    @Test
    void aConnectionThatCannotBeMadePasses() {
        assertThat(List.of(
                        new UnknownHostException("database"),
                        new SSLHandshakeException("PKIX path building failed"),
                        new VertxException("SSL handshake failed", true),
                        new ConnectException("Connection refused"),
                        new TimeoutException("30 s"),
                        new ProblemException(RequestProblem.UNAVAILABLE, "The identity provider does not answer."),
                        new VertxException("Connection is not active now, current status: CLOSED", true)))
                .allMatch(TemporaryFailure::isIn);
    }

    @Test
    void aFullDiskOfTheServicePasses() {
        assertThat(List.of(
                        new IOException("No space left on device"),
                        new FileSystemException("/tmp/tidewatch-1.csv", null, "No space left on device"),
                        new FileSystemException("/tmp/tidewatch-1.csv", null, "Disk quota exceeded")))
                .allMatch(TemporaryFailure::isIn);
        assertThat(TemporaryFailure.isIn(
                        new FileSystemException("/tmp/tidewatch-1.csv", null, "Read-only file system")))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"40P01", "40001"})
    void aTransactionThatWasRolledBackRunsAtMostTwiceMore(String sqlState) {
        assertThat(runsOf(sqlState)).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"55P03", "08006", "23505"})
    void nothingElseRunsAgain(String sqlState) {
        assertThat(runsOf(sqlState)).isEqualTo(1);
    }

    private static int runsOf(String sqlState) {
        AtomicInteger runs = new AtomicInteger();
        Uni<Object> transaction = Uni.createFrom().failure(() -> {
            runs.incrementAndGet();
            return new SQLException("", sqlState);
        });
        TemporaryFailure.retried(transaction)
                .onFailure()
                .recoverWithNull()
                .await()
                .indefinitely();
        return runs.get();
    }
}
