package io.tidewatch.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidewatch.access.DatabaseConfig.Pooler;
import io.tidewatch.problem.TemporaryFailure;
import io.tidewatch.testsuite.StallingWire;
import io.tidewatch.testsuite.TestDatabase;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two databases of one PostgreSQL stand for two servers; one that is read-only looks like a standby. */
class ServerConnectionsTest {

    private static final Duration LIMIT = Duration.ofSeconds(3);

    private final Vertx vertx = Vertx.vertx();
    private final TestDatabase first = TestDatabase.named("first_server");
    private final StallingWire wire = new StallingWire(first.port());

    @BeforeEach
    void firstIsThePrimary() throws SQLException {
        TestDatabase.named("second_server");
        readOnly("first_server", "off");
        readOnly("second_server", "on");
    }

    @AfterEach
    void close() throws SQLException {
        readOnly("second_server", "off");
        wire.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void standbyThatIsNamedFirstIsPassedOver() {
        Pool pool = pool(server("second_server"), server("first_server"));
        assertThat(database(pool)).isCompletedWithValue("first_server");
    }

    @Test
    void standbyIsFoundWhenItWasPromotedAndTheOldPrimaryIsFrozen() throws SQLException {
        Pool pool = pool(server("first_server").setPort(wire.port()), server("second_server"));
        assertThat(database(pool)).isCompletedWithValue("first_server");

        wire.stall();
        readOnly("second_server", "off");

        eventually(pool, "second_server");
    }

    @Test
    void standbyAloneFailsAsTemporaryAndWorksOncePromoted() throws SQLException {
        Pool pool = pool(server("second_server"));
        assertThat(failureOf(pool)).hasMessage("The server is a standby").matches(TemporaryFailure::isIn);

        readOnly("second_server", "off");

        assertThat(database(pool)).isCompletedWithValue("second_server");
    }

    @Test
    void withoutAPrimaryEveryServerIsNamedWithItsReason() {
        Pool pool = pool(server("first_server").setPort(1), server("second_server"));
        assertThat(failureOf(pool))
                .hasMessageContainingAll("127.0.0.1:1: ", "refused", "127.0.0.1:" + first.port(), "is a standby")
                .matches(TemporaryFailure::isIn);
    }

    @Test
    void reportsAreReadFromTheStandbyWhileThePrimaryIsThereToo() {
        Pool pool = reading(server("second_server"), server("first_server"));
        eventually(pool, "second_server");
    }

    @Test
    void reportsAreReadFromThePrimaryOnlyWhileTheStandbyIsAway() {
        try (StallingWire standby = new StallingWire(first.port())) {
            Pool pool = reading(server("second_server").setPort(standby.port()), server("first_server"));
            eventually(pool, "second_server");

            standby.stall();
            eventually(pool, "first_server");

            standby.mend();
            eventually(pool, "second_server");
        }
    }

    @Test
    void withoutAnyServerForReportsEveryServerIsNamed() {
        assertThat(failureOf(reading(
                        server("second_server").setPort(1),
                        server("first_server").setPort(1))))
                .hasMessageContainingAll("No server answers", "127.0.0.1:1: ", "refused")
                .matches(TemporaryFailure::isIn);
    }

    @Test
    void standbysTakeUserAndDatabaseFromThePrimaryAndComeBeforeIt() {
        PgConnectOptions primary = server("first_server");
        assertThat(BoundedPool.standbysFirst(List.of("standby-1:5432", "fd00::1:5433"), List.of(primary)))
                .extracting(
                        each -> each.getHost() + " " + each.getPort() + " " + each.getDatabase() + " " + each.getUser())
                .containsExactly(
                        "standby-1 5432 first_server " + primary.getUser(),
                        "fd00::1 5433 first_server " + primary.getUser(),
                        "127.0.0.1 " + first.port() + " first_server " + primary.getUser());
    }

    private Pool pool(PgConnectOptions... servers) {
        return pool(2, false, servers);
    }

    /** Of one connection, so that the next use does not simply open another one. */
    private Pool reading(PgConnectOptions... servers) {
        return pool(1, true, servers);
    }

    private Pool pool(int size, boolean standbyWillDo, PgConnectOptions... servers) {
        return BoundedPool.create(
                vertx,
                new PoolOptions().setMaxSize(size),
                List.of(servers),
                LIMIT,
                Pooler.NONE,
                new LostAnswers(new SimpleMeterRegistry()),
                standbyWillDo);
    }

    private PgConnectOptions server(String database) {
        return new PgConnectOptions()
                .setHost("127.0.0.1")
                .setPort(first.port())
                .setDatabase(database)
                .setUser("rules")
                .setPassword("rules");
    }

    /** The database that answers, once it has or has failed to. */
    private static CompletableFuture<String> database(Pool pool) {
        CompletableFuture<String> answer = pool.query("select current_database()")
                .execute()
                .map(rows -> rows.iterator().next().getString(0))
                .toCompletionStage()
                .toCompletableFuture();
        answer.handle((database, failure) -> failure)
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
        return answer;
    }

    /** A cold JVM on a busy machine may need longer for its first connection than a server is given. */
    private static void eventually(Pool pool, String database) {
        Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(database(pool))
                .isCompletedWithValue(database));
    }

    private static Throwable failureOf(Pool pool) {
        return database(pool).handle((database, failure) -> failure).join();
    }

    /** For the connections that follow. */
    private void readOnly(String database, String value) throws SQLException {
        try (Connection connection = TestDatabase.shared().administer();
                Statement statement = connection.createStatement()) {
            statement.execute("alter database " + database + " set default_transaction_read_only = " + value);
        }
    }
}
