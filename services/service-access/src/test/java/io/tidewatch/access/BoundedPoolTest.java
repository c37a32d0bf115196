package io.tidewatch.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidewatch.access.DatabaseConfig.Pooler;
import io.tidewatch.problem.TemporaryFailure;
import io.tidewatch.testsuite.StallingWire;
import io.tidewatch.testsuite.TestDatabase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.metrics.MetricsOptions;
import io.vertx.core.spi.metrics.PoolMetrics;
import io.vertx.core.spi.metrics.VertxMetrics;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.hamcrest.Matchers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Against a real PostgreSQL behind a proxy; with the limit of a service, everything takes three times as long. */
class BoundedPoolTest {

    private static final Duration LIMIT = Duration.ofSeconds(3);
    private static final int CONNECTIONS = 4;

    private final AtomicInteger waiting = new AtomicInteger();
    private final Vertx vertx = Vertx.builder()
            .with(new VertxOptions().setMetricsOptions(new MetricsOptions().setEnabled(true)))
            .withMetrics(options -> new CountedWaits())
            .build();
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final StallingWire wire = new StallingWire(TestDatabase.shared().port());
    private final Pool pool = BoundedPool.create(
            vertx,
            new PoolOptions().setMaxSize(CONNECTIONS).setPoolCleanerPeriod(100),
            List.of(new PgConnectOptions()
                    .setHost("127.0.0.1")
                    .setPort(wire.port())
                    .setDatabase("tidewatch")
                    .setUser("rules")
                    .setPassword("rules")),
            LIMIT,
            Pooler.NONE,
            new LostAnswers(meters));

    @AfterEach
    void close() {
        wire.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void statementWithoutAnAnswerFailsAsTemporary() {
        fill();
        CompletableFuture<?> statement = run("select pg_sleep(30)");
        wire.silence();
        assertThat(failureOf(statement)).matches(TemporaryFailure::isIn);
    }

    @Test
    void connectionThatIsClosedForItsSilenceIsCountedAndAnotherOneIsNot() {
        fill();
        double before = lost();
        assertThat(failureOf(run("select pg_terminate_backend(pg_backend_pid())")))
                .isNotNull();
        assertThat(lost()).isEqualTo(before);

        // The first may still be sent on the connection that the server has just closed.
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> {
            failureOf(run("select pg_sleep(30)"));
            return lost() > before;
        });
    }

    @Test
    void statementThatAnswersWithinTheLimitIsNotCut() {
        fill();
        assertThat(run("select pg_sleep(1.5)")).succeedsWithin(30, TimeUnit.SECONDS);
    }

    @Test
    void connectionsThatFellSilentWhileIdleAreReplaced() {
        fill();
        wire.silence();
        Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(
                        Stream.generate(() -> run("select 1"))
                                .limit(CONNECTIONS)
                                .toList())
                .allSatisfy(answer -> assertThat(answer).succeedsWithin(30, TimeUnit.SECONDS)));
    }

    @Test
    void requestsFailWhileTheServerIsFrozenAndSucceedAfterwards() {
        fill();
        wire.freeze();
        List<CompletableFuture<?>> waiting = Stream.<CompletableFuture<?>>generate(() -> run("select 1"))
                .limit(3 * CONNECTIONS)
                .toList();
        assertThat(waiting).allSatisfy(answer -> assertThat(failureOf(answer)).matches(TemporaryFailure::isIn));
        wire.mend();
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> run("select 1")
                .handle((rows, failure) -> failure == null)
                .get(30, TimeUnit.SECONDS));
    }

    @Test
    void requestsThatFindTheQueueFullAreNotCountedAsWaiting() {
        fill();
        wire.freeze();
        Stream.<CompletableFuture<?>>generate(() -> run("select 1"))
                .limit(BoundedPool.MOST_WAITING + 2 * CONNECTIONS)
                .toList()
                .forEach(BoundedPoolTest::failureOf);
        wire.mend();
        fill();
        Awaitility.await().untilAtomic(waiting, Matchers.is(0));
    }

    /** Opens all connections; the first ones of a JVM that has just started may take longer than the limit. */
    private void fill() {
        Awaitility.await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(() -> {
            CompletableFuture.allOf(Stream.generate(() -> run("select pg_sleep(0.1)"))
                            .limit(CONNECTIONS)
                            .toArray(CompletableFuture[]::new))
                    .join();
            return true;
        });
    }

    private double lost() {
        return meters.counter("tidewatch.database.answers.lost").count();
    }

    private CompletableFuture<RowSet<Row>> run(String sql) {
        return pool.query(sql).execute().toCompletionStage().toCompletableFuture();
    }

    private static Throwable failureOf(CompletableFuture<?> answer) {
        return answer.handle((rows, failure) -> failure)
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
    }

    /** As the meters of Quarkus count what waits for a connection. */
    private final class CountedWaits implements VertxMetrics {

        @Override
        public PoolMetrics<?> createPoolMetrics(String type, String name, int maximum) {
            return new PoolMetrics<>() {

                @Override
                public Object submitted() {
                    waiting.incrementAndGet();
                    return type;
                }

                @Override
                public void rejected(Object request) {
                    waiting.decrementAndGet();
                }

                @Override
                public Object begin(Object request) {
                    waiting.decrementAndGet();
                    return type;
                }
            };
        }
    }
}
