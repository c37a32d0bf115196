package io.tidewatch.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidewatch.access.DatabaseConfig.Pooler;
import io.tidewatch.testsuite.StallingWire;
import io.tidewatch.testsuite.TestDatabase;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.PoolOptions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Gauges over a table of a real PostgreSQL. */
class GaugeReadingTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Vertx vertx = Vertx.vertx();
    private final StallingWire wire = new StallingWire(TestDatabase.shared().port());
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final Pool pool = Pool.newInstance(BoundedPool.create(
            vertx.getDelegate(),
            new PoolOptions().setMaxSize(2),
            List.of(new PgConnectOptions()
                    .setHost("127.0.0.1")
                    .setPort(wire.port())
                    .setDatabase("tidewatch")
                    .setUser("rules")
                    .setPassword("rules")),
            Duration.ofSeconds(1),
            Pooler.NONE,
            new LostAnswers(meters)));
    private final StoppedClock clock = new StoppedClock();
    private final GaugeReading gauges = new GaugeReading(
            pool,
            vertx,
            meters,
            () -> Duration.ofMillis(50),
            clock,
            List.of(() -> List.of(
                    StoredGauge.number(
                            "queue.waiting", "waiting", "select channel, count(*) from queue group by channel"),
                    StoredGauge.age("queue.seconds", "age", "select min(age) from queue"))));

    @BeforeEach
    void emptyQueue() {
        sql("drop table if exists queue");
        sql("create table queue (channel text, age float8)");
    }

    @AfterEach
    void close() {
        gauges.stop(null);
        wire.close();
        vertx.closeAndAwait();
    }

    @Test
    void eachRowIsASampleUntilItIsGone() {
        sql("insert into queue values ('mail', 1), ('mail', 2), ('crm', 3)");
        read();
        assertThat(waiting("mail")).isEqualTo(2);
        assertThat(waiting("crm")).isEqualTo(1);

        sql("delete from queue where channel = 'crm' or age = 1");
        read();
        assertThat(waiting("mail")).isEqualTo(1);
        assertThat(waiting("crm")).isNull();
    }

    @Test
    void anAgeGrowsUntilItIsReadAgain() {
        sql("insert into queue values ('mail', 100)");
        read();
        assertThat(seconds()).isEqualTo(100);
        clock.now = clock.now.plusSeconds(7);
        assertThat(seconds()).isEqualTo(107);
        read();
        assertThat(seconds()).isEqualTo(100);
    }

    @Test
    void whereNothingWaitsTheAgeStaysZero() {
        read();
        clock.now = clock.now.plusSeconds(7);
        assertThat(seconds()).isZero();
    }

    @Test
    void whileTheDatabaseIsAwayThereIsNoSampleRatherThanZero() {
        sql("insert into queue values ('mail', 100)");
        read();
        wire.stall();
        read();
        assertThat(seconds()).isNull();
        assertThat(waiting("mail")).isNull();

        wire.mend();
        await().atMost(LIMIT).untilAsserted(() -> {
            read();
            assertThat(seconds()).isEqualTo(100);
        });
    }

    @Test
    void gaugesAreReadAgainAndAgainByThemselves() {
        gauges.start(null);
        await().atMost(LIMIT).until(() -> Double.valueOf(0).equals(seconds()));
        sql("insert into queue values ('mail', 100)");
        await().atMost(LIMIT).until(() -> Double.valueOf(100).equals(seconds()));
    }

    private void read() {
        gauges.read().await().atMost(LIMIT);
    }

    private Double waiting(String channel) {
        return value(meters.find("queue.waiting").tag("channel", channel).gauge());
    }

    private Double seconds() {
        return value(meters.find("queue.seconds").gauge());
    }

    private static Double value(Gauge gauge) {
        return gauge == null ? null : gauge.value();
    }

    private static void sql(String statement) {
        TestDatabase.shared().execute("rules", statement);
    }

    private static final class StoppedClock extends Clock {

        private volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
